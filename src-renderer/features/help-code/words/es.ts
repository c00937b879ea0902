/** The words of a help code, by their number: they never change, and each stands for the same in every language. */
export const words: readonly string[] = `
  manzana pan leche arroz azúcar jengibre agua miel limón mango plátano uva cebolla patata tomate
  zanahoria pimienta ajo mantequilla queso huevo pez té café perro gato caballo burro oveja tigre león
  elefante mono conejo camello ardilla serpiente águila pavo paloma cisne abeja hormiga mariposa tortuga
  árbol hoja flor rosa hierba semilla bosque río montaña océano isla desierto piedra cueva nube lluvia
  nieve viento tormenta sol luna estrella cielo vela humo tarde noche verano invierno lunes viernes
  domingo castillo puerta ventana techo pared jardín cocina mesa silla almohada lámpara espejo reloj
  llave cadena escalera cepillo hilo tijeras martillo cesta botella plato cuchara cuchillo taza papel
  lápiz libro carta escuela mercado puente calle pueblo autobús bicicleta barco avión rueda billete
  zapato camisa guante anillo botón tambor guitarra oro cobre hierro
`
  .trim()
  .split(/\s+/);

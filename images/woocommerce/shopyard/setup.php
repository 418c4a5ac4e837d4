<?php
/**
 * php /opt/shopyard/setup.php: makes the shop, or brings it to this image's versions. Reads WORDPRESS_* (wp-config.php),
 * SHOPYARD_STORE_URL, SHOPYARD_STORE_NAME, SHOPYARD_ADMIN_EMAIL, SHOPYARD_ADMIN_USERNAME, SHOPYARD_ADMIN_PASSWORD.
 *
 * Each step runs in a process of its own, since WordPress loads a plugin only when it was active from the start, and
 * looks first at what is there: the whole can run any number of times, and again after a kill in the middle. Exits 0
 * when every step is through, 1 with the failing step on stderr.
 */

declare( strict_types=1 );

const STEPS = array( 'install', 'upgrade', 'administrator', 'activate', 'shop', 'finish' );

$began = hrtime( true );
foreach ( STEPS as $step ) {
	$step_began = hrtime( true );
	$process    = proc_open( array( PHP_BINARY, __DIR__ . "/steps/$step.php" ), array(), $pipes );
	$code       = is_resource( $process ) ? proc_close( $process ) : -1;
	if ( 0 !== $code ) {
		fwrite( STDERR, "set-up: step $step failed with exit code $code\n" );
		exit( 1 );
	}
	printf( "set-up: %s took %d ms\n", $step, intdiv( hrtime( true ) - $step_began, 1_000_000 ) );
}
printf( "set-up: through after %d ms\n", intdiv( hrtime( true ) - $began, 1_000_000 ) );

<?php
/**
 * php /opt/shopyard/setup.php: makes the shop, or brings it to this image's versions. Reads WORDPRESS_* (wp-config.php),
 * SHOPYARD_STORE_URL, SHOPYARD_STORE_NAME, SHOPYARD_ADMIN_EMAIL, SHOPYARD_ADMIN_USERNAME, SHOPYARD_ADMIN_PASSWORD;
 * waits at most SHOPYARD_AWAIT_SECONDS (default 300) for the database and for another set-up to end, and records
 * SHOPYARD_RELEASE, where there is one, when it is through.
 *
 * Each step runs in a process of its own, since WordPress loads a plugin only when it was active from the start, and
 * looks first at what is there: the whole can run any number of times, and again after a kill in the middle. Exits 0
 * when every step is through, 1 with the failing step on stderr.
 */

declare( strict_types=1 );

require_once __DIR__ . '/database.php';

const STEPS = array( 'install', 'upgrade', 'administrator', 'activate', 'shop', 'finish' );

$began    = hrtime( true );
$ms_since = static fn( int|float $then ): int => intdiv( hrtime( true ) - $then, 1_000_000 );
$deadline = microtime( true ) + (int) shopyard_variable( 'SHOPYARD_AWAIT_SECONDS', '300' );
$lock     = shopyard_await( static fn( mysqli $database ): mysqli => $database, $deadline );
if ( null === $lock || ! shopyard_lock( $lock, $deadline ) ) {
	fwrite( STDERR, "set-up: the database, or the end of another set-up, did not come in time\n" );
	exit( 1 );
}
printf( "set-up: the database was there after %d ms\n", $ms_since( $began ) );
foreach ( STEPS as $step ) {
	$step_began = hrtime( true );
	// Without descriptors of its own: what the step prints goes where ours does.
	$process = proc_open( array( PHP_BINARY, __DIR__ . "/steps/$step.php" ), array(), $pipes );
	$code    = is_resource( $process ) ? proc_close( $process ) : -1;
	if ( 0 !== $code ) {
		fwrite( STDERR, "set-up: step $step failed with exit code $code\n" );
		exit( 1 );
	}
	printf( "set-up: %s took %d ms\n", $step, $ms_since( $step_began ) );
}
$release = shopyard_variable( 'SHOPYARD_RELEASE', '' );
if ( '' !== $release ) {
	shopyard_record_release( $lock, $release );
}
printf( "set-up: through after %d ms\n", $ms_since( $began ) );

<?php
/**
 * php /opt/shopyard/await-migration.php: exits 0 as soon as the set-up of SHOPYARD_RELEASE is through, 1 where it isn't
 * after SHOPYARD_AWAIT_SECONDS (default 600). Whatever goes wrong until then is tried again: neither the database nor
 * its first table may be there yet.
 */

declare( strict_types=1 );

require_once __DIR__ . '/database.php';

$release  = shopyard_variable( 'SHOPYARD_RELEASE' );
$deadline = microtime( true ) + (int) shopyard_variable( 'SHOPYARD_AWAIT_SECONDS', '600' );
$recorded = static function ( mysqli $database ) use ( $release ): ?true {
	if ( shopyard_is_recorded( $database, $release ) ) {
		return true;
	}
	shopyard_tell( "the set-up of release $release is not through yet" );
	return null;
};
if ( true !== shopyard_await( $recorded, $deadline ) ) {
	shopyard_tell( "gave up: the set-up of release $release did not come to its end in time; look at the Job's log" );
	exit( 1 );
}

<?php
/** The shop's database without WordPress: waiting for it, one set-up at a time, and which releases are through. */

declare( strict_types=1 );

/** What a person reads in the pod's log, each reason once. */
function shopyard_tell( string $reason ): void {
	static $last = '';
	if ( $reason !== $last ) {
		fwrite( STDERR, "$reason\n" );
		$last = $reason;
	}
}

/** A variable of the environment, or what is in the file that NAME_FILE names. */
function shopyard_variable( string $name, ?string $default = null ): string {
	$file  = getenv( $name . '_FILE' );
	$value = is_string( $file ) && '' !== $file ? rtrim( (string) file_get_contents( $file ), "\r\n" ) : getenv( $name );
	if ( is_string( $value ) && '' !== $value ) {
		return $value;
	}
	if ( null === $default ) {
		fwrite( STDERR, "$name is not set\n" );
		exit( 2 );
	}
	return $default;
}

/** @throws mysqli_sql_exception while the database is away, or refuses */
function shopyard_connect(): mysqli {
	mysqli_report( MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT );
	list( $host, $port ) = explode( ':', shopyard_variable( 'WORDPRESS_DB_HOST' ), 2 ) + array( '', '3306' );
	$database            = mysqli_init();
	$database->options( MYSQLI_OPT_CONNECT_TIMEOUT, 3 );
	$database->options( MYSQLI_OPT_READ_TIMEOUT, 30 );
	$database->real_connect( $host, shopyard_variable( 'WORDPRESS_DB_USER' ), shopyard_variable( 'WORDPRESS_DB_PASSWORD' ), shopyard_variable( 'WORDPRESS_DB_NAME', 'wordpress' ), (int) $port );
	return $database;
}

/**
 * Does `$work` with a connection, again and again while it fails or gives null, until `$deadline`.
 *
 * @template T
 * @param callable(mysqli): (T|null) $work
 * @param float $deadline seconds since 1970
 * @return T|null null where the time was over
 */
function shopyard_await( callable $work, float $deadline ): mixed {
	for ( ;; ) {
		try {
			$result = $work( shopyard_connect() );
			if ( null !== $result ) {
				return $result;
			}
		} catch ( mysqli_sql_exception $error ) {
			shopyard_tell( 'the database: ' . $error->getMessage() );
		}
		if ( microtime( true ) + 0.5 > $deadline ) {
			return null;
		}
		usleep( 500_000 );
	}
}

/** Waits until no other set-up is at work; the lock is the connection's, and ends with it, however that ends. */
function shopyard_lock( mysqli $database, float $deadline ): bool {
	while ( microtime( true ) < $deadline ) {
		// In portions, so that the read time-out never comes first.
		$row = $database->query( "SELECT GET_LOCK(CONCAT(DATABASE(), '.shopyard_set_up'), 10)" )->fetch_row();
		if ( '1' === (string) $row[0] ) {
			return true;
		}
		shopyard_tell( 'waiting for another set-up' );
	}
	return false;
}

function shopyard_record_release( mysqli $database, string $release ): void {
	$database->query( 'CREATE TABLE IF NOT EXISTS shopyard_releases (name VARCHAR(191) CHARACTER SET ascii COLLATE ascii_bin PRIMARY KEY, recorded TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP)' );
	$database->execute_query( 'INSERT IGNORE INTO shopyard_releases (name) VALUES (?)', array( $release ) );
}

/** @throws mysqli_sql_exception while no release at all is recorded */
function shopyard_is_recorded( mysqli $database, string $release ): bool {
	return null !== $database->execute_query( 'SELECT 1 FROM shopyard_releases WHERE name = ?', array( $release ) )->fetch_row();
}

<?php

declare( strict_types=1 );

/** What the shop answered. */
final class Answer {
	/** @param array<string, list<string>> $headers names in lower case */
	public function __construct(
		public readonly string $request,
		public readonly int $status,
		public readonly array $headers,
		public readonly string $body,
	) {}

	public function header( string $name ): ?string {
		return $this->headers[ strtolower( $name ) ][0] ?? null;
	}

	/** The body as JSON, of an answer that must have this status. */
	public function json( int ...$allowed ): array {
		$this->expect( ...$allowed );
		$value = json_decode( $this->body, true );
		if ( ! is_array( $value ) ) {
			throw $this->unexpected( 'no JSON' );
		}
		return $value;
	}

	public function expect( int ...$allowed ): void {
		if ( ! in_array( $this->status, $allowed, true ) ) {
			throw $this->unexpected();
		}
	}

	/** The evidence against this answer: the request, the status, and the beginning of the body. */
	public function unexpected( string $what = '' ): RuntimeException {
		$body = trim( preg_replace( '/\s+/', ' ', strip_tags( $this->body ) ) ?? '' );
		return new RuntimeException( trim( "{$this->request}: HTTP {$this->status} $what" ) . ' ' . mb_strcut( $body, 0, 700 ) );
	}
}

/** Talks to one shop by its Service's address and in its public name, and keeps its cookies. */
final class ShopClient {
	private readonly CurlHandle $curl;
	private readonly string $authority;
	private readonly string $scheme;
	private float $deadline = 0.0;
	/** @var array<string, string> */
	private array $cookies = array();
	/** @var list<string> */
	private array $secrets = array();

	public function __construct( private readonly string $base, string $public_url ) {
		$url             = parse_url( $public_url );
		$this->authority = $url['host'] . ( isset( $url['port'] ) ? ':' . $url['port'] : '' );
		$this->scheme    = $url['scheme'];
		$this->curl      = curl_init();
	}

	/** Seconds from now that all requests together may take. */
	public function allow( int $seconds ): void {
		$this->deadline = microtime( true ) + $seconds;
	}

	/** Never to be seen in any evidence. */
	public function hide( string $secret ): void {
		if ( '' !== $secret ) {
			$this->secrets[] = $secret;
			$this->secrets[] = rawurlencode( $secret );
			$this->secrets[] = urlencode( $secret );
			$this->secrets[] = htmlspecialchars( $secret, ENT_QUOTES );
		}
	}

	public function without_secrets( string $text ): string {
		return str_replace( $this->secrets, '***', $text );
	}

	/**
	 * Waits until the shop answers at all: a network policy takes a moment to let this pod through, and a Service to
	 * have an endpoint.
	 */
	public function wait_for_answer( int $seconds ): void {
		$until = microtime( true ) + $seconds;
		for ( ;; ) {
			$this->deadline = min( $until, microtime( true ) + 10 );
			try {
				$answer = $this->get( '/?rest_route=/wc/store/v1/products&per_page=1' );
				if ( $answer->status < 500 ) {
					return;
				}
				$problem = $answer->unexpected();
			} catch ( RuntimeException $error ) {
				$problem = $error;
			}
			if ( microtime( true ) + 0.5 >= $until ) {
				throw $problem;
			}
			usleep( 500_000 );
		}
	}

	/** @param array<string, string> $headers */
	public function get( string $path, array $headers = array() ): Answer {
		return $this->send( 'GET', $path, null, $headers );
	}

	/** @param array<string, string> $headers */
	public function json( string $method, string $path, array $body, array $headers = array() ): Answer {
		$text = json_encode( $body, JSON_THROW_ON_ERROR );
		return $this->send( $method, $path, $text, array( 'Content-Type' => 'application/json', ...$headers ) );
	}

	/** @param array<string, string> $fields */
	public function form( string $path, array $fields ): Answer {
		return $this->send( 'POST', $path, http_build_query( $fields ), array( 'Content-Type' => 'application/x-www-form-urlencoded' ) );
	}

	/** @param array<string, string> $headers */
	private function send( string $method, string $path, ?string $body, array $headers ): Answer {
		// The route is what matters of the query; the rest may hold what nobody else should see.
		$request = $method . ' ' . ( preg_match( '/rest_route=([^&]+)/', $path, $route ) ? $route[1] : strtok( $path, '?' ) );
		$left    = (int) ( 1000 * ( $this->deadline - microtime( true ) ) );
		if ( $left <= 0 ) {
			throw new RuntimeException( "$request: no time is left for it" );
		}
		$headers += array(
			'Host'              => $this->authority,
			'X-Forwarded-Proto' => $this->scheme,
			'User-Agent'        => 'shopyard-sale',
			'Accept'            => 'application/json, text/html',
			'Expect'            => '',
		);
		if ( array() !== $this->cookies ) {
			$headers['Cookie'] = implode( '; ', array_map( static fn( string $name, string $value ): string => "$name=$value", array_keys( $this->cookies ), $this->cookies ) );
		}
		$received = array();
		curl_reset( $this->curl );
		curl_setopt_array(
			$this->curl,
			array(
				CURLOPT_URL               => $this->base . $path,
				CURLOPT_CUSTOMREQUEST     => $method,
				CURLOPT_RETURNTRANSFER    => true,
				CURLOPT_FOLLOWLOCATION    => false,
				CURLOPT_PROXY             => '',
				CURLOPT_CONNECTTIMEOUT_MS => min( $left, 5000 ),
				CURLOPT_TIMEOUT_MS        => $left,
				CURLOPT_HTTPHEADER        => array_map( static fn( string $name, string $value ): string => "$name: $value", array_keys( $headers ), $headers ),
				CURLOPT_HEADERFUNCTION    => static function ( CurlHandle $_, string $line ) use ( &$received ): int {
					if ( 2 === count( $parts = explode( ':', $line, 2 ) ) ) {
						$received[ strtolower( trim( $parts[0] ) ) ][] = trim( $parts[1] );
					}
					return strlen( $line );
				},
			)
		);
		if ( null !== $body ) {
			curl_setopt( $this->curl, CURLOPT_POSTFIELDS, $body );
		}
		$text = curl_exec( $this->curl );
		if ( false === $text ) {
			throw new RuntimeException( "$request: " . curl_error( $this->curl ) );
		}
		$this->keep_cookies( $received['set-cookie'] ?? array() );
		return new Answer( $request, curl_getinfo( $this->curl, CURLINFO_RESPONSE_CODE ), $received, $text );
	}

	/** @param list<string> $lines */
	private function keep_cookies( array $lines ): void {
		foreach ( $lines as $line ) {
			list( $name, $value ) = explode( '=', strtok( $line, ';' ) ?: '', 2 ) + array( '', '' );
			if ( '' === trim( $value ) || preg_match( '/;\s*expires=\w+, \d+[ -]\w+[ -]19\d\d/i', $line ) ) {
				unset( $this->cookies[ $name ] );
				continue;
			}
			$this->cookies[ $name ] = $value;
			$this->hide( $value );
		}
	}

	public function has_cookie( string $prefix ): bool {
		foreach ( $this->cookies as $name => $_ ) {
			if ( str_starts_with( $name, $prefix ) ) {
				return true;
			}
		}
		return false;
	}
}

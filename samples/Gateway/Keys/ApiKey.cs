using System.Security.Cryptography;
using System.Text;
using TracedLlm.Export;

namespace TracedLlm.Samples.Gateway;

/// <summary>A key that opens the gateway, and whose it is. Only the key's hash is kept.</summary>
internal sealed class ApiKey(string key)
{
    private readonly byte[] _hash = HashOf(key);

    /// <summary>SHA-256 of the key, in hex.</summary>
    public string Hash => Convert.ToHexStringLower(_hash);

    public string? Alias { get; init; }

    public string? TeamId { get; init; }

    public string? TeamAlias { get; init; }

    public string? UserId { get; init; }

    /// <summary>Where its traces go.</summary>
    public IReadOnlyList<TraceDestination> Destinations { get; init; } = [];

    /// <summary>Compares in a time that does not depend on where the two differ.</summary>
    public bool Matches(ReadOnlySpan<byte> hash) => CryptographicOperations.FixedTimeEquals(_hash, hash);

    public static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}

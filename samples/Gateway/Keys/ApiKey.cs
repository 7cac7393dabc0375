using System.Security.Cryptography;
using System.Text;
using TracedLlm.Export;

namespace TracedLlm.Samples.Gateway;

/// <summary>A key that the gateway accepts, with its owner. The gateway keeps only the key's hash.</summary>
internal sealed class ApiKey(string key)
{
    private readonly byte[] _hash = ComputeHash(key);

    /// <summary>SHA-256 of the key, in hex.</summary>
    public string Hash => Convert.ToHexStringLower(_hash);

    public string? Alias { get; init; }

    public string? TeamId { get; init; }

    public string? TeamAlias { get; init; }

    public string? UserId { get; init; }

    /// <summary>Its metadata, an object as JSON; <see langword="null"/> if it has none.</summary>
    public string? Metadata { get; init; }

    /// <summary>The destinations of the key's traces.</summary>
    public IReadOnlyList<TraceDestination> Destinations { get; init; } = [];

    /// <summary>The tags of the key's requests.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Compares in a time that does not depend on the position of the first difference.</summary>
    public bool Matches(ReadOnlySpan<byte> hash) => CryptographicOperations.FixedTimeEquals(_hash, hash);

    public static byte[] ComputeHash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}

using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using TracedLlm.Export;

namespace TracedLlm.Samples.Gateway;

/// <summary>A key that the gateway accepts, with its owner. The gateway keeps only the key's hash.</summary>
internal sealed class ApiKey(string key)
{
    // Keys of LiteLLM's documentation and of this repository, which people copy.
    private static readonly string[] Public = ["sk-1234", "sk-12345", "sk-123", "sk-my_special_key", "my-special-key", "sk-demo", "sk-litellm", "anything"];

    private readonly byte[] _hash = ComputeHash(key);

    /// <summary>SHA-256 of the key, in hex.</summary>
    public string Hash => Convert.ToHexStringLower(_hash);

    public string? Alias { get; init; }

    public string? TeamId { get; init; }

    public string? TeamAlias { get; init; }

    public string? UserId { get; init; }

    /// <summary>Its metadata, an object as JSON; <see langword="null"/> if it has none.</summary>
    public string? Metadata { get; init; }

    /// <summary>The span under which the traces of its requests go; <see langword="null"/> if it has none of its own.</summary>
    public ActivityContext? Parent { get; init; }

    /// <summary>What it says about the content of its requests.</summary>
    public MessageLogging MessageLogging { get; init; }

    /// <summary>How many requests of the key may run at once; <see langword="null"/> for any number.</summary>
    public int? MaxParallelRequests { get; init; }

    /// <summary>Whether everybody knows the key.</summary>
    public bool IsPublic { get; } = Public.Contains(key);

    /// <summary>The destinations of the key's traces.</summary>
    public IReadOnlyList<TraceDestination> Destinations { get; init; } = [];

    /// <summary>The tags of the key's requests.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Compares in a time that does not depend on the position of the first difference.</summary>
    public bool Matches(ReadOnlySpan<byte> hash) => CryptographicOperations.FixedTimeEquals(_hash, hash);

    public static byte[] ComputeHash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}

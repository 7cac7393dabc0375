using System.Security.Cryptography;
using System.Text;

namespace TracedLlm.Bench.Gateways;

/// <summary>The keys that the gateway accepts, by their hash.</summary>
internal sealed class KeyRing
{
    private const string Scheme = "Bearer ";

    private readonly Dictionary<string, Caller> _callers = new(StringComparer.Ordinal);

    public KeyRing()
    {
        var hash = Hash("sk-bench-0123456789");
        _callers.Add(hash, new Caller(hash, "mobile", "owner-1", "team-1", "Support", "organization-1"));
    }

    public Caller? Find(string authorization) =>
        authorization.StartsWith(Scheme, StringComparison.Ordinal) ? _callers.GetValueOrDefault(Hash(authorization[Scheme.Length..])) : null;

    private static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}

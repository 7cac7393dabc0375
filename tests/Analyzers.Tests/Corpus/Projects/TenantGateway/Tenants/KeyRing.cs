using System.Security.Cryptography;
using System.Text;

namespace TenantGateway.Tenants;

/// <summary>Keys of tenants: a tenant has several at a time, so that one can be replaced.</summary>
internal sealed partial class KeyRing(TimeProvider clock)
{
    private const int Bytes = 24;
    private readonly ConcurrentDictionary<string, KeyEntry> _keys = new(StringComparer.Ordinal);

    public string Issue(string tenant, TimeSpan lifetime)
    {
        var secret = "sk-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));
        _keys[Hash(secret)] = new KeyEntry(tenant, clock.GetUtcNow() + lifetime);
        return secret;
    }

    public int Revoke(string tenant) => _keys.Where(key => key.Value.Tenant == tenant).Count(key => _keys.TryRemove(key));

    public IEnumerable<(string Hash, DateTimeOffset Expires)> KeysOf(string tenant) =>
        from key in _keys
        where key.Value.Tenant == tenant
        orderby key.Value.Expires
        select (key.Key[..8], key.Value.Expires);

    [TracedStage(LlmStage.Auth)]
    public partial string? TenantOf([SpanTag("app.key.length", Path = "Length")] string secret);

    private string? TenantOfCore(string secret)
    {
        if (!_keys.TryGetValue(Hash(secret), out var entry))
        {
            return null;
        }

        if (entry.Expires > clock.GetUtcNow())
        {
            return entry.Tenant;
        }

        _keys.TryRemove(Hash(secret), out _);
        return null;
    }

    private static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    private sealed record KeyEntry(string Tenant, DateTimeOffset Expires);
}

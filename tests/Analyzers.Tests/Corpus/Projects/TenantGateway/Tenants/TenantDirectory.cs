using TenantGateway.Data;

namespace TenantGateway.Tenants;

internal sealed class TenantDirectory(ITenantRepository repository, TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(2);
    private readonly ConcurrentDictionary<string, (Tenant Tenant, DateTimeOffset Read)> _cache = new(StringComparer.OrdinalIgnoreCase);

    public async ValueTask<Tenant?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (_cache.TryGetValue(id, out var cached) && clock.GetUtcNow() - cached.Read < Fresh)
        {
            return cached.Tenant;
        }

        if (await repository.FindAsync(id, cancellationToken) is not { } tenant)
        {
            _cache.TryRemove(id, out _);
            return null;
        }

        _cache[id] = (tenant, clock.GetUtcNow());
        return tenant;
    }

    public string SummaryOf(Tenant tenant)
    {
        var metadata = tenant.Metadata;
        metadata["sesion"] = clock.GetUtcNow();
        metadata["traceid"] = tenant.Id;
        return metadata.TryGetValue("tagz", out var tags) ? $"{tenant.Name} ({tags})" : tenant.Name;
    }
}

using System.Collections.Concurrent;
using Harbor.Contracts;

namespace Harbor.Core;

public sealed class TenantQuota : ITenantQuota
{
    private readonly ConcurrentDictionary<string, int> _taken = new();

    public void Take(string tenant)
    {
        var taken = _taken.AddOrUpdate(tenant, 1, (_, before) => before + 1);
        if (taken > 1000)
        {
            throw new QuotaExceededException(tenant);
        }
    }
}

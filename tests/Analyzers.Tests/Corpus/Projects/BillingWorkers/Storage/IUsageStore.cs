using BillingWorkers.Usage;

namespace BillingWorkers.Storage;

public interface IUsageStore
{
    Task InsertAsync(IEnumerable<(UsageRecord Usage, decimal Cost)> records, CancellationToken cancellationToken);

    Task<decimal> SumAsync(string team, CancellationToken cancellationToken);
}

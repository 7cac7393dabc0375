using System.Diagnostics;
using System.Threading.Channels;
using BillingWorkers.Storage;

namespace BillingWorkers.Usage;

/// <summary>Writes what was used, many records at a time.</summary>
internal sealed class UsageBiller(ChannelReader<UsageRecord> queue, IUsageStore store, PriceList prices, UsageMetrics metrics, TimeProvider clock, ILogger<UsageBiller> logger) : BackgroundService
{
    private const int Largest = 200;
    private static readonly ActivitySource Source = new("Billing.Worker");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pending = new List<UsageRecord>(Largest);
        try
        {
            while (await queue.WaitToReadAsync(stoppingToken))
            {
                while (pending.Count < Largest && queue.TryRead(out var usage))
                {
                    pending.Add(usage);
                }

                await WriteAsync(pending, stoppingToken);
                pending.Clear();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The rest is written below.
        }
        finally
        {
            while (queue.TryRead(out var usage))
            {
                pending.Add(usage);
            }

            await WriteAsync(pending, CancellationToken.None);
        }
    }

    private async Task WriteAsync(List<UsageRecord> records, CancellationToken cancellationToken)
    {
        if (records.Count == 0)
        {
            return;
        }

        using var activity = Source.StartActivity("bill", ActivityKind.Consumer);
        activity?.SetTag("billing.records", records.Count);
        try
        {
            await store.InsertAsync(records.Select(record => (record, prices.Of(record))), cancellationToken);
            foreach (var record in records)
            {
                metrics.Billed(record, clock);
            }
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            activity?.SetStatus(ActivityStatusCode.Error, failure.Message);
            logger.LogError(failure, "{Count} records were not written", records.Count);
        }
    }
}

using System.Threading.RateLimiting;

namespace TenantGateway.Tenants;

internal sealed partial class TenantLimits : IAsyncDisposable
{
    private readonly PartitionedRateLimiter<Tenant> _limiter = PartitionedRateLimiter.Create<Tenant, string>(tenant => RateLimitPartition.GetSlidingWindowLimiter(
        tenant.Id,
        _ => new SlidingWindowRateLimiterOptions
        {
            Window = TimeSpan.FromMinutes(1),
            SegmentsPerWindow = 6,
            PermitLimit = tenant.Plan switch
            {
                Plan.Free => 10,
                Plan.Team => 300,
                _ => 5_000,
            },
        }));

    [TracedStage("rate_limit")]
    public partial ValueTask<RateLimitLease> TakeAsync([SpanTag("app.tenant.plan", Path = "Plan")] Tenant tenant, int tokens, CancellationToken cancellationToken);

    private ValueTask<RateLimitLease> TakeCoreAsync(Tenant tenant, int tokens, CancellationToken cancellationToken) =>
        _limiter.AcquireAsync(tenant, Math.Max(1, tokens / 1000), cancellationToken);

    public ValueTask DisposeAsync() => _limiter.DisposeAsync();
}

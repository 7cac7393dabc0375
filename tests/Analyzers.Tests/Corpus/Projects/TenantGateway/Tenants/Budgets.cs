namespace TenantGateway.Tenants;

internal sealed class Budgets(TimeProvider clock)
{
    private readonly Dictionary<(string Tenant, int Month), decimal> _spent = [];
    private readonly Lock _lock = new();

    public decimal Left(Tenant tenant)
    {
        lock (_lock)
        {
            return tenant.MonthlyBudget - _spent.GetValueOrDefault((tenant.Id, Month));
        }
    }

    public void Spend(Tenant tenant, decimal cost)
    {
        lock (_lock)
        {
            _spent[(tenant.Id, Month)] = _spent.GetValueOrDefault((tenant.Id, Month)) + cost;
        }
    }

    private int Month
    {
        get
        {
            var now = clock.GetUtcNow();
            return (now.Year * 12) + now.Month;
        }
    }
}

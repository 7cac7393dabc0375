namespace TenantGateway.Tenants;

internal enum Plan
{
    Free,
    Team,
    Enterprise,
}

internal sealed class Tenant
{
    public required string Id { get; init; }

    public required string Name { get; set; }

    public Plan Plan { get; set; }

    public decimal MonthlyBudget { get; set; }

    public HashSet<string> Models { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whatever the sales team keeps of a customer.</summary>
    public Dictionary<string, object> Metadata { get; } = [];
}

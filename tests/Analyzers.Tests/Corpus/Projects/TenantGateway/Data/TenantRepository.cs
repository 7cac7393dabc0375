using System.Data;
using System.Data.Common;

namespace TenantGateway.Data;

internal interface ITenantRepository
{
    Task<Tenant?> FindAsync(string id, CancellationToken cancellationToken);

    Task SetBudgetAsync(string id, decimal budget, CancellationToken cancellationToken);

    Task SaveAsync(Tenant tenant, CancellationToken cancellationToken);
}

internal sealed class TenantRepository(DbDataSource database) : ITenantRepository
{
    public async Task<Tenant?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var command = Command("SELECT id, name, plan, budget, models, metadata FROM tenants WHERE id = @id", ("id", id));
        await using var row = await command.ExecuteReaderAsync(CommandBehavior.SingleRow, cancellationToken);
        if (!await row.ReadAsync(cancellationToken))
        {
            return null;
        }

        var tenant = new Tenant { Id = (string)row["id"], Name = (string)row["name"], Plan = Enum.Parse<Plan>((string)row["plan"]), MonthlyBudget = (decimal)row["budget"] };
        tenant.Models.UnionWith(((string)row["models"]).Split(','));
        var metadata = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>((string)row["metadata"]) ?? [];
        if (metadata.TryGetValue("tags", out var tags) && metadata.TryGetValue("user_api_key_alias", out var alias))
        {
            tenant.Metadata["labels"] = $"{tags} {alias}";
        }

        return tenant;
    }

    public async Task SetBudgetAsync(string id, decimal budget, CancellationToken cancellationToken)
    {
        await using var command = Command("UPDATE tenants SET budget = @budget WHERE id = @id", ("id", id), ("budget", budget));
        if (await command.ExecuteNonQueryAsync(cancellationToken) != 1)
        {
            throw new KeyNotFoundException(id);
        }
    }

    public async Task SaveAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        await using var command = Command(
            "INSERT INTO tenants (id, name, plan, budget, models, metadata) VALUES (@id, @name, @plan, @budget, @models, @metadata) ON CONFLICT (id) DO UPDATE SET name = @name, metadata = @metadata",
            ("id", tenant.Id),
            ("name", tenant.Name),
            ("plan", tenant.Plan.ToString()),
            ("budget", tenant.MonthlyBudget),
            ("models", string.Join(',', tenant.Models)),
            ("metadata", JsonSerializer.Serialize(tenant.Metadata)));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private DbCommand Command(string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        var command = database.CreateCommand(sql);
        foreach (var (name, value) in values)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        return command;
    }
}

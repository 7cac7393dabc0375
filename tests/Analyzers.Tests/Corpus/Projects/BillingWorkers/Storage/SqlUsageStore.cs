using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using BillingWorkers.Usage;

namespace BillingWorkers.Storage;

internal sealed class SqlUsageStore(DbDataSource database) : IUsageStore
{
    private const string Insert = """
        INSERT INTO usage (team, model, input_tokens, output_tokens, cost, metadata, at)
        VALUES (@team, @model, @input, @output, @cost, @metadata::jsonb, @at)
        """;

    public async Task InsertAsync(IEnumerable<(UsageRecord Usage, decimal Cost)> records, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        foreach (var (usage, cost) in records)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = Insert;
            command.Transaction = transaction;
            Bind("team", usage.Team);
            Bind("model", usage.Model);
            Bind("input", usage.Input);
            Bind("output", usage.Output);
            Bind("cost", cost);
            Bind("metadata", JsonSerializer.Serialize(new Dictionary<string, string> { ["user"] = usage.User, ["version"] = "2" }));
            Bind("at", usage.At);
            await command.ExecuteNonQueryAsync(cancellationToken);

            void Bind(string name, object value)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = name;
                parameter.Value = value;
                command.Parameters.Add(parameter);
            }
        }

        await transaction.CommitAsync(cancellationToken);
    }

    public async Task<decimal> SumAsync(string team, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT coalesce(sum(cost), 0) FROM usage WHERE team = $1");
        var parameter = command.CreateParameter();
        parameter.Value = team;
        command.Parameters.Add(parameter);
        return Convert.ToDecimal(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
    }
}

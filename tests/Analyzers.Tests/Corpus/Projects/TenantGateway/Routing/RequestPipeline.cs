using System.Net.Http.Headers;

namespace TenantGateway.Routing;

internal sealed partial class RequestPipeline(KeyRing keys, TenantDirectory tenants, Budgets budgets, TenantLimits limits, IHttpClientFactory clients)
{
    public async Task<IResult> RunAsync(HttpContext http, JsonObject body, string path)
    {
        var secret = http.Request.Headers["x-api-key"].ToString();
        if (keys.TenantOf(secret) is not { } id || await tenants.FindAsync(id, http.RequestAborted) is not { } tenant)
        {
            return Results.Unauthorized();
        }

        LlmTrace.Current?.SetCaller(new LlmCaller { KeyHash = LlmCaller.HashKey(secret), TeamId = tenant.Id, TeamAlias = tenant.Name });
        if (budgets.Left(tenant) <= 0)
        {
            return Results.Json(new { error = new { message = "The budget is used up." } }, statusCode: StatusCodes.Status402PaymentRequired);
        }

        using var lease = await limits.TakeAsync(tenant, body.ToJsonString().Length / 4, http.RequestAborted);
        if (!lease.IsAcquired)
        {
            return Results.StatusCode(StatusCodes.Status429TooManyRequests);
        }

        Stamp(body, tenant);
        if (body["model"]?.GetValue<string>() is not { } model || ModelTable.Pick(model) is not { } deployment)
        {
            return Results.NotFound(new { error = new { message = "There is no such model." } });
        }

        using var response = await SendAsync(deployment, path, body, http.RequestAborted);
        var text = await response.Content.ReadAsStringAsync(http.RequestAborted);
        if (response.Headers.TryGetValues("x-cost", out var costs) && decimal.TryParse(costs.First(), out var cost))
        {
            budgets.Spend(tenant, cost);
            LlmTrace.Current?.SetCost((double)cost);
        }

        return Results.Text(text, "application/json", statusCode: (int)response.StatusCode);
    }

    // Routes of both kinds come through here.
    private static void Stamp(JsonObject body, Tenant tenant)
    {
        var own = body["litellm_metadata"] ?? body["metadata"];
        var session = own?["session_id"];
        if (session is null && own is JsonObject writable)
        {
            writable["session_id"] = $"{tenant.Id}-{Guid.NewGuid():N}";
        }
    }

    [TracedLlmCall]
    private partial Task<HttpResponseMessage> SendAsync(Deployment deployment, string path, JsonObject body, CancellationToken cancellationToken);

    private async Task<HttpResponseMessage> SendCoreAsync(Deployment deployment, string path, JsonObject body, CancellationToken cancellationToken)
    {
        var copy = body.DeepClone();
        copy["model"] = deployment.Model;
        using var client = clients.CreateClient("models");
        using var content = JsonContent.Create(copy, new MediaTypeHeaderValue("application/json"));
        return await client.PostAsync(new Uri(deployment.Address, path), content, cancellationToken);
    }
}

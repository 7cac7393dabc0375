using System.Text.Json;
using Ferry.Safety;
using Ferry.Upstream;

namespace Ferry.Handlers;

public sealed class MessagesHandler(ProviderClient provider, PiiScan pii)
{
    private const string GatewayField = "litellm_metadata";

    [TracedLlmRoute]
    public static Task HandleAsync(HttpContext context) => context.RequestServices.GetRequiredService<MessagesHandler>().RunAsync(context, "v1/messages");

    [TracedLlmRoute]
    public static Task CountAsync(HttpContext context) => context.RequestServices.GetRequiredService<MessagesHandler>().RunAsync(context, "v1/messages/count_tokens");

    private async Task RunAsync(HttpContext context, string path)
    {
        using var document = await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted);
        var root = document.RootElement;
        var caller = ReadCaller(root);
        context.Response.Headers["x-caller"] = caller;

        if (root.TryGetProperty("litellm_metadata", out var own))
        {
            foreach (var property in own.EnumerateObject())
            {
                if (property.NameEquals("trace_name"))
                {
                    context.Response.Headers["x-trace-name"] = property.Value.GetString();
                }
            }
        }

        if (!root.TryGetProperty("messages", out var messages))
        {
            throw new InvalidBodyException("messages is missing");
        }

        await pii.ScanAsync(messages);
        using var response = await provider.SendAsync(path, root, context.RequestAborted);
        context.Response.StatusCode = (int)response.StatusCode;
        await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private static string ReadCaller(JsonElement root)
    {
        if (root.TryGetProperty(GatewayField, out var gateway) && gateway.TryGetProperty("trace_user_id", out var user))
        {
            return user.GetString() ?? throw new InvalidBodyException("trace_user_id is not a text");
        }

        return root.TryGetProperty("metadata", out var metadata) && metadata.TryGetProperty("user_id", out var id) ? id.ToString() : "nobody"; // The provider's own.
    }
}

using System.Text.Json.Nodes;

namespace AgentDesk.Tools;

internal interface ITool
{
    string Name { get; }

    string Description { get; }

    JsonObject Parameters { get; }

    ValueTask<JsonNode?> RunAsync(JsonObject arguments, CancellationToken cancellationToken);
}

internal sealed partial class ToolBox(IEnumerable<ITool> tools, ILogger<ToolBox> logger)
{
    private readonly Dictionary<string, ITool> _tools = tools.ToDictionary(tool => tool.Name);

    public JsonArray Describe() => new([.. _tools.Values.Select(tool => new JsonObject
    {
        ["type"] = "function",
        ["function"] = new JsonObject { ["name"] = tool.Name, ["description"] = tool.Description, ["parameters"] = tool.Parameters.DeepClone() },
    })]);

    [TracedStage("tool")]
    public partial Task<string> InvokeAsync([SpanTag("gen_ai.tool.name")] string name, string arguments, CancellationToken cancellationToken);

    private async Task<string> InvokeCoreAsync(string name, string arguments, CancellationToken cancellationToken)
    {
        if (!_tools.TryGetValue(name, out var tool))
        {
            return """{"error":"There is no such tool."}""";
        }

        try
        {
            var result = await tool.RunAsync(JsonNode.Parse(arguments)?.AsObject() ?? [], cancellationToken);
            return result?.ToJsonString() ?? "null";
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // The model is told and may try otherwise.
            logger.LogWarning(failure, "{Tool} failed", name);
            return new JsonObject { ["error"] = failure.Message }.ToJsonString();
        }
    }
}

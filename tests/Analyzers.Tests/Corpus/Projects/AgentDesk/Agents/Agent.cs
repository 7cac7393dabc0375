using System.Text.Json.Nodes;
using AgentDesk.Threads;
using AgentDesk.Tools;

namespace AgentDesk.Agents;

internal sealed partial class Agent(ModelClient model, ToolBox tools, ILogger<Agent> logger)
{
    private const int MostRounds = 8;

    public async Task<IResult> RunAsync(ChatThread thread, string? instructions, CancellationToken cancellationToken)
    {
        var messages = await PrepareAsync(thread, instructions);
        for (var round = 1; round <= MostRounds; round++)
        {
            var answer = await model.AskAsync(messages, tools.Describe(), cancellationToken);
            messages.Add(answer.DeepClone());
            if (answer["tool_calls"] is not JsonArray { Count: > 0 } calls)
            {
                var text = answer["content"]?.GetValue<string>() ?? string.Empty;
                thread.Add(new Turn("assistant", text));
                SummarizeAsync(thread); // TLM2004
                return Results.Ok(new { thread = thread.Id, rounds = round, text });
            }

            foreach (var turn in await Task.WhenAll(calls.OfType<JsonObject>().Select(call => CallAsync(call, cancellationToken))))
            {
                thread.Add(turn);
                messages.Add(new JsonObject { ["role"] = turn.Role, ["tool_call_id"] = turn.ToolCallId, ["content"] = turn.Text });
            }
        }

        throw new ToolLoopException(MostRounds);
    }

    [TracedStage(LlmStage.PreCall)]
    private partial Task<JsonArray> PrepareAsync(ChatThread thread, string? instructions);

    private async Task<JsonArray> PrepareCoreAsync(ChatThread thread, string? instructions)
    {
        var messages = new JsonArray();
        if (!string.IsNullOrWhiteSpace(instructions))
        {
            messages.Add(new JsonObject { ["role"] = "system", ["content"] = instructions });
        }

        foreach (var turn in thread.Turns.Where(turn => turn.Role is not "tool"))
        {
            messages.Add(new JsonObject { ["role"] = turn.Role, ["content"] = turn.Text });
        }

        await Task.CompletedTask;
        return messages;
    }

    private async Task<Turn> CallAsync(JsonObject call, CancellationToken cancellationToken)
    {
        var function = call["function"]!;
        var result = await tools.InvokeAsync(function["name"]!.GetValue<string>(), function["arguments"]?.GetValue<string>() ?? "{}", cancellationToken);
        return new Turn("tool", result, call["id"]?.GetValue<string>());
    }

    private async Task SummarizeAsync(ChatThread thread)
    {
        try
        {
            var turns = thread.Turns;
            if (turns.Count > 20)
            {
                var summary = await model.AskAsync([new JsonObject { ["role"] = "user", ["content"] = string.Join('\n', turns.Select(turn => turn.Text)) }], [], CancellationToken.None);
                thread.Labels["summary"] = summary["content"]?.ToString() ?? string.Empty;
            }
        }
        catch (HttpRequestException unreachable)
        {
            logger.LogInformation(unreachable, "{Thread} was not summarized", thread.Id);
        }
    }
}

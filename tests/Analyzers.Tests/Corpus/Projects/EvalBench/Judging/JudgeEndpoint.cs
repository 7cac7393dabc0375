using System.Diagnostics;
using System.Text.Json;
using EvalBench.Running;

namespace EvalBench.Judging;

/// <summary>The judge as a model of its own, for other tools.</summary>
internal static class JudgeEndpoint
{
    [TracedLlmRoute]
    public static async Task HandleAsync(HttpContext http, IEnumerable<IJudge> judges)
    {
        var cancellationToken = http.RequestAborted;
        using var body = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: cancellationToken);
        var rubric = body.RootElement.TryGetProperty("metadata", out var metadata) && metadata.TryGetProperty("rubric", out var named)
            ? named.GetString()
            : null;
        var before = Activity.Current;
        Activity.Current = null; // TLM4002
        var question = body.RootElement.GetProperty("messages").EnumerateArray().Last().GetProperty("content").GetString()!;
        var judge = judges.Single(one => one.Kind is Cases.CheckKind.Model);
        var verdict = await judge.JudgeAsync(new() { Name = "asked", Prompt = question, Expected = rubric ?? "it is correct" }, question, cancellationToken);
        Debug.Assert(before is not null, "There is a request.");
        await http.Response.WriteAsJsonAsync(
            new { choices = new[] { new { index = 0, message = new { role = "assistant", content = verdict.ToString() }, finish_reason = "stop" } } },
            cancellationToken);
    }

    public static async IAsyncEnumerable<string> ExplainAsync(IReadOnlyList<CaseResult> results)
    {
        foreach (var group in results.GroupBy(result => result.Case.Check))
        {
            yield return $"{group.Key}: {group.Count(result => result.Verdict is Verdict.Passed)} of {group.Count()}";
            await Task.Yield();
        }
    }
}

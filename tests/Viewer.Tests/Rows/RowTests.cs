using System.Text;
using System.Text.Json.Nodes;
using TracedLlm.Samples.Gateway;
using TracedLlm.Testing.Snapshots;
using TracedLlm.Viewer.Tests.Hosting;

namespace TracedLlm.Viewer.Tests.Rows;

/// <summary>The rows of requests with every ending.</summary>
[Collection(ProcessWide.Name)]
public sealed class RowTests
{
    // What differs from run to run.
    private static readonly string[] Scrubbed = ["id", "seq", "traceId", "spanId", "time", "durationMs", "providerMs", "gatewayMs", "firstChunkMs", "bytes"];

    [Fact]
    public async Task Each_request_of_the_demo_is_a_row()
    {
        await using var gateway = await DemoGateway.StartAsync();
        var text = new StringBuilder();
        for (var number = 0; number < DemoStep.All.Count; number++)
        {
            await gateway.SendAsync(DemoStep.All[number]);
            var row = (await gateway.Viewer.WaitForRowsAsync(number + 1))[0];
            text.Append("── ").Append(DemoStep.All[number].Title).Append('\n');
            foreach (var (name, value) in row.AsObject())
            {
                // A member that is null says nothing, but must be there: the page reads it.
                if (value is not null)
                {
                    text.Append(name).Append(": ").Append(Scrubbed.Contains(name) ? "…" : value.ToJsonString()).Append('\n');
                }
            }
        }

        Snapshot.Match(text.ToString());
    }

    [Fact]
    public async Task A_row_has_the_times_and_ids_of_its_request()
    {
        await using var gateway = await DemoGateway.StartAsync();
        await gateway.SendAsync(DemoStep.All.Single(step => step.Title == "A fallback"));

        var row = await gateway.Viewer.WaitForRowAsync();
        var detail = await gateway.Viewer.DetailAsync(row);

        var root = detail["spans"]![0]!;
        var attempts = detail["spans"]!.AsArray().Where(span => span!["kind"]!.GetValue<string>() == "client").ToList();
        Assert.Equal($"{row["traceId"]}-{row["spanId"]}", row["id"]!.GetValue<string>());
        Assert.Equal(row["spanId"]!.GetValue<string>(), root["spanId"]!.GetValue<string>());
        Assert.Equal(Number(row, "durationMs"), Number(root, "durationMs"));
        Assert.InRange(Number(row, "time"), DateTimeOffset.UtcNow.AddMinutes(-5).ToUnixTimeMilliseconds(), DateTimeOffset.UtcNow.AddMinutes(1).ToUnixTimeMilliseconds());
        Assert.Equal(3, attempts.Count);
        Assert.Equal(attempts.Sum(attempt => Number(attempt!, "durationMs")), Number(row, "providerMs"), 6);
        Assert.Equal(Number(row, "durationMs"), Number(row, "providerMs") + Number(row, "gatewayMs"), 6);
    }

    [Fact]
    public async Task Every_row_has_every_member()
    {
        await using var gateway = await ViewedGateway.StartAsync();
        await gateway.PostAsync();

        Assert.Equal(
            [
                "id", "seq", "traceId", "spanId", "time", "durationMs", "outcome", "status", "method", "route", "path", "api", "operation", "modelAsked", "modelAnswered",
                "provider", "key", "team", "user", "session", "name", "providerMs", "gatewayMs", "firstChunkMs", "tokensIn", "tokensOut", "cost", "attempts", "retries",
                "fallbacks", "guardrails", "errorType", "cacheHit", "spans", "bytes", "isPinned",
            ],
            (await gateway.Viewer.WaitForRowAsync()).AsObject().Select(member => member.Key));
    }

    [Fact]
    public async Task Requests_that_share_a_trace_are_rows_of_their_own()
    {
        await using var gateway = await ViewedGateway.StartAsync();
        (string, string) caller = ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        await gateway.PostAsync(headers: caller);
        await gateway.PostAsync(headers: caller);

        var rows = await gateway.Viewer.WaitForRowsAsync(2);

        Assert.All(rows, row => Assert.Equal("0af7651916cd43dd8448eb211c80319c", row["traceId"]!.GetValue<string>()));
        Assert.NotEqual(rows[0]["id"]!.GetValue<string>(), rows[1]["id"]!.GetValue<string>());
        Assert.All(rows, row => Assert.Equal(3, row["spans"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Work_outside_of_a_request_is_a_row_with_the_name_of_its_first_span()
    {
        await using var gateway = await ViewedGateway.StartAsync();
        using (LlmSpan.StartStage("nightly_report"))
        {
            using var call = LlmSpan.StartCall("gpt-4.1");
        }

        var row = await gateway.Viewer.WaitForRowAsync();

        Assert.Equal(
            ("nightly_report", "ok", 2, null, null),
            (row["name"]!.GetValue<string>(), row["outcome"]!.GetValue<string>(), row["spans"]!.GetValue<int>(), row["method"], row["route"]));
    }

    [Fact]
    public async Task Work_that_goes_on_is_a_row_with_what_has_ended()
    {
        await using var gateway = await ViewedGateway.StartAsync();
        using var service = LlmSpan.StartStage("service");
        var start = DateTimeOffset.UtcNow.AddMinutes(-1).ToUnixTimeMilliseconds();
        LlmSpan.StartStage("step").End();

        var row = await gateway.Viewer.WaitForRowAsync();

        Assert.Equal(("service", 1), (row["name"]!.GetValue<string>(), row["spans"]!.GetValue<int>()));
        Assert.InRange(Number(row, "time"), start, start + 120_000);
        Assert.InRange(Number(row, "durationMs"), 0, 60_000);
    }

    [Fact]
    public async Task A_row_outside_of_requests_has_the_sums_of_its_calls()
    {
        await using var gateway = await ViewedGateway.StartAsync();
        using (LlmSpan.StartStage("agent", [new(GenAi.OperationName, "invoke_agent"), new(GenAi.UsageInputTokens, 1_000L)]))
        {
            LlmSpan.StartStage("tool", [new(GenAi.OperationName, "execute_tool"), new(GenAi.RequestModel, "none")]).End();
            LlmSpan.StartCall("gpt-4.1", [new(GenAi.OperationName, "chat"), new(GenAi.RequestModel, "gpt-4.1"), new(GenAi.UsageInputTokens, 3L)]).End();
            LlmSpan.StartCall("gpt-4o", [new(GenAi.OperationName, "chat"), new(GenAi.RequestModel, "gpt-4o"), new(GenAi.UsageInputTokens, 4L)]).End();
        }

        var row = await gateway.Viewer.WaitForRowAsync();
        var detail = await gateway.Viewer.DetailAsync(row);

        Assert.Equal(("gpt-4.1", 7, null), (row["modelAsked"]!.GetValue<string>(), row["tokensIn"]!.GetValue<int>(), row["tokensOut"]));
        Assert.Equal("gpt-4.1", detail["spans"]!.AsArray().Single(span => span!["spanId"]!.GetValue<string>() == detail["callSpanId"]!.GetValue<string>())!["attributes"]!["gen_ai.request.model"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_call_of_a_row_is_that_of_the_request()
    {
        await using var gateway = await ViewedGateway.StartAsync(static http =>
        {
            LlmSpan.StartStage("tool", [new(GenAi.OperationName, "execute_tool"), new(GenAi.RequestModel, "none")]).End();
            return ViewedGateway.AnswerAsync(http);
        });
        await gateway.PostAsync();

        Assert.Equal("gpt", (await gateway.Viewer.WaitForRowAsync())["modelAsked"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_late_span_joins_its_row()
    {
        var (started, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        Task? late = null;
        await using var gateway = await ViewedGateway.StartAsync(async http =>
        {
            var trace = LlmTrace.Current!;
            late = Task.Run(async () =>
            {
                started.SetResult();
                await release.Task;
                using var scope = trace.Use();
                using var span = LlmSpan.StartStage("bookkeeping");
            });
            await started.Task;
            await ViewedGateway.AnswerAsync(http);
        });
        await gateway.PostAsync();
        var before = await gateway.Viewer.WaitForRowAsync();
        release.SetResult();
        await late!;

        var after = await gateway.Viewer.WaitForRowAsync();
        var span = (await gateway.Viewer.DetailAsync(after))["spans"]!.AsArray().Single(one => one!["name"]!.GetValue<string>() == "bookkeeping")!;

        Assert.Equal((before["id"]!.GetValue<string>(), 4), (after["id"]!.GetValue<string>(), after["spans"]!.GetValue<int>()));
        Assert.True(after["seq"]!.GetValue<long>() > before["seq"]!.GetValue<long>());
        Assert.True(span["isLate"]!.GetValue<bool>());
    }

    private static double Number(JsonNode node, string name) => node[name]!.GetValue<double>();
}

using Microsoft.AspNetCore.Http;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Export.Tests.Views;

/// <summary>The row of a guardrail in an export: no text that a later guardrail of the same request masks, and no half answer.</summary>
[Collection(ProcessWide.Name)]
public sealed class GuardrailRowTests
{
    private const string Question = "my number is 555-0100";
    private const string Answer = "call 555-0199";
    private const string Notice = "[masked by the guardrail 'second']";

    [Theory]
    [InlineData("OpenInference", "input.value", "output.value")]
    [InlineData("LiteLlm", null, "guardrail_response")]
    [InlineData("SemanticConventions", null, "litellm.guardrail.response")]
    public async Task What_a_later_guardrail_masks_of_the_input_is_on_no_row(string view, string? input, string output)
    {
        var spans = await ExportAsync(view, async (http, waitForRow) =>
        {
            Run("first", GuardrailMode.PreCall, GuardrailOutcome.Passed with { Response = Question });
            await waitForRow();
            Run("second", GuardrailMode.PreCall, GuardrailOutcome.Masked(1) with { MaskedInput = "my number is [PHONE]" });
            await AnswerAsync(http, Answer);
        });

        NothingHas("555-0100", spans);
        var row = Row(spans, "first");
        Assert.Equal(Notice, row.Attributes[output]);
        Assert.Equal(input is null ? null : "my number is [PHONE]", input is null ? null : row.Attributes[input]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_later_guardrail_masks_of_the_output_is_on_no_row(bool isStated)
    {
        var spans = await ExportAsync("OpenInference", async (http, waitForRow) =>
        {
            LlmTrace.Current!.SetOutput(Answer);
            Run("first", GuardrailMode.PostCall, GuardrailOutcome.Passed with { Response = Answer });
            await waitForRow();
            Run("second", GuardrailMode.PostCall, isStated ? GuardrailOutcome.Masked(1) with { MaskedOutput = "call [PHONE]" } : GuardrailOutcome.Masked(1));
            await AnswerAsync(http, "call [PHONE]");
        });

        NothingHas("555-0199", spans);
        var row = Row(spans, "first");
        Assert.Equal((isStated ? "call [PHONE]" : Notice, Notice), (row.Attributes["input.value"], row.Attributes["output.value"]));
    }

    [Fact]
    public async Task A_guardrail_that_masks_for_the_trace_only_covers_rows_of_both_sides()
    {
        var spans = await ExportAsync("OpenInference", async (http, waitForRow) =>
        {
            Run("input", GuardrailMode.DuringCall, GuardrailOutcome.Passed with { Response = Question });
            Run("output", GuardrailMode.PostCall, GuardrailOutcome.Passed with { Response = Answer });
            await waitForRow();
            await AnswerAsync(http, Answer);
            Run("second", GuardrailMode.LoggingOnly, GuardrailOutcome.Masked(2));
        });

        NothingHas("555-0100", spans);
        NothingHas("555-0199", spans);
        Assert.Equal((Notice, Notice), (Row(spans, "input").Attributes["input.value"], Row(spans, "input").Attributes["output.value"]));
        Assert.Equal((Notice, Notice), (Row(spans, "output").Attributes["input.value"], Row(spans, "output").Attributes["output.value"]));
    }

    [Fact]
    public async Task A_mask_of_the_other_side_leaves_the_row_as_it_is()
    {
        var spans = await ExportAsync("OpenInference", async (http, waitForRow) =>
        {
            Run("first", GuardrailMode.PreCall, GuardrailOutcome.Masked(1) with { MaskedInput = "hello", Response = "masked 1" });
            await waitForRow();
            await AnswerAsync(http, Answer);
            Run("second", GuardrailMode.PostCall, GuardrailOutcome.Masked(1) with { MaskedOutput = "call [PHONE]", Response = "masked 2" });
        });

        Assert.Equal(("hello", "masked 1"), (Row(spans, "first").Attributes["input.value"], Row(spans, "first").Attributes["output.value"]));
        Assert.Equal(("call [PHONE]", "masked 2"), (Row(spans, "second").Attributes["input.value"], Row(spans, "second").Attributes["output.value"]));
    }

    [Fact]
    public async Task The_row_of_a_guardrail_behind_the_call_has_the_whole_answer()
    {
        var spans = await ExportAsync("OpenInference", async (http, waitForRow) =>
        {
            Run("first", GuardrailMode.PostCall, GuardrailOutcome.Passed);
            await waitForRow();
            await AnswerAsync(http, Answer);
        });

        Assert.Equal(Answer, Row(spans, "first").Attributes["input.value"]);
    }

    [Fact]
    public async Task Rows_that_leave_early_because_there_are_many_have_no_text()
    {
        const int Guardrails = 600;

        var spans = await ExportAsync("OpenInference", async (http, waitForRow) =>
        {
            for (var i = 0; i < Guardrails; i++)
            {
                Run($"of chunk {i}", GuardrailMode.PreCall, GuardrailOutcome.Passed);
            }

            await waitForRow();
            Run("second", GuardrailMode.PreCall, GuardrailOutcome.Masked(1) with { MaskedInput = "my number is [PHONE]" });
            await AnswerAsync(http, Answer);
        });

        NothingHas("555-0100", spans);
        Assert.Equal(Guardrails + 1, spans.Count(span => span.Attributes["openinference.span.kind"] is "GUARDRAIL"));
        Assert.Null(Row(spans, "of chunk 0").Attributes["input.value"]);
        Assert.Equal("my number is [PHONE]", Row(spans, $"of chunk {Guardrails - 1}").Attributes["input.value"]);
    }

    [Fact]
    public async Task Answers_of_guardrails_that_left_before_the_mask_mark_the_root()
    {
        var spans = await ExportAsync("SemanticConventions", async (http, waitForRow) =>
        {
            for (var i = 0; i < 6; i++)
            {
                Run("early", GuardrailMode.PreCall, GuardrailOutcome.Passed with { Response = Question + new string('x', 100_000) });
            }

            await waitForRow();
            Run("second", GuardrailMode.PreCall, GuardrailOutcome.Masked(1) with { MaskedInput = "my number is [PHONE]" });
            await AnswerAsync(http, Answer);
        });

        Assert.Equal(true, spans.Single(span => span.Kind == ReceivedSpanKind.Server).Attributes["litellm.content.unmasked"]);
        var answers = spans.Where(span => span.Attributes["litellm.guardrail.name"] is "early").Select(span => span.Attributes["litellm.guardrail.response"] is Notice);
        Assert.Equal([false, true, true, true, true, true], answers.Order());
    }

    private static void Run(string name, GuardrailMode mode, GuardrailOutcome outcome)
    {
        using var guardrail = LlmSpan.StartGuardrail(name, mode);
        guardrail.SetOutcome(outcome);
    }

    private static Task AnswerAsync(HttpContext http, string text)
    {
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync($$"""{"id":"1","type":"message","role":"assistant","model":"claude","content":[{"type":"text","text":"{{text}}"}],"stop_reason":"end_turn"}""");
    }

    // The handler can wait until a span that ended after its guardrails has arrived at the backend.
    private static async Task<IReadOnlyList<ReceivedSpan>> ExportAsync(string view, Func<HttpContext, Func<Task>, Task> handle)
    {
        await using var receiver = await OtlpReceiver.StartAsync(checks: TraceChecks.All with { Content = true });
        await using (var gateway = await ExportGateway.StartAsync(
            new()
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Endpoint.ToString(),
                ["OTEL_BSP_SCHEDULE_DELAY"] = "50",
                ["TracedLlm:OtlpView"] = view,
                ["TracedLlm:CaptureContent"] = "true",
            },
            handler: http => HandleAsync(http, receiver, handle)))
        {
            await gateway.PostAsync();
        }

        return receiver.Spans;
    }

    private static async Task HandleAsync(HttpContext http, OtlpReceiver receiver, Func<HttpContext, Func<Task>, Task> handle)
    {
        LlmTrace.Current!.SetInput(Question);
        using (LlmSpan.StartStage(LlmStage.Auth))
        {
        }

        await handle(http, async () =>
        {
            using (LlmSpan.StartStage("look up"))
            {
            }

            await receiver.WaitForAsync(spans => spans.Any(span => span.Name == "look up"));
        });
    }

    private static ReceivedSpan Row(IReadOnlyList<ReceivedSpan> spans, string guardrail) => spans.Single(span => span.Attributes.Any(each => Equals(each.Value, guardrail)) || span.Name == guardrail);

    private static void NothingHas(string text, IReadOnlyList<ReceivedSpan> spans) =>
        Assert.All(spans, span => Assert.DoesNotContain(text, span.Attributes.ToString(), StringComparison.Ordinal));
}

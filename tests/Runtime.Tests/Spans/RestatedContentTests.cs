using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using TracedLlm.Testing.Otlp;
using TracedLlm.Tests.Gateways;
using TracedLlm.Tests.Metadata;

namespace TracedLlm.Tests.Spans;

/// <summary>What a guardrail masks is on no span; what the gateway states instead is.</summary>
[Collection(ProcessWide.Name)]
public sealed class RestatedContentTests
{
    private const string Chat = "/v1/chat/completions";
    private const string Asked = """{"model":"m","messages":[{"role":"system","content":"be kind"},{"role":"user","content":"my number is 555-0100"}]}""";
    private const string Masked = """{"model":"m","messages":[{"role":"system","content":"be kind"},{"role":"user","content":"my number is [PHONE]"}]}""";
    private const string Answered = """{"id":"1","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"call 555-0199"}}]}""";
    private const string MaskedAnswer = """{"id":"1","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"call [PHONE]"}}]}""";

    private const string AskedMessages = """[{"role":"system","parts":[{"type":"text","content":"be kind"}]},{"role":"user","parts":[{"type":"text","content":"my number is [PHONE]"}]}]""";
    private const string AnsweredMessages = """[{"role":"assistant","parts":[{"type":"text","content":"call [PHONE]"}],"finish_reason":"stop"}]""";

    [Fact]
    public async Task Without_a_mask_all_is_there()
    {
        var spans = await AskAsync(async () => await CallAsync(Asked, Answered));

        Assert.Contains("555-0100", Text(spans, "litellm_request", "gen_ai.input.messages"), StringComparison.Ordinal);
        Assert.Equal(Asked, Text(spans, "raw_gen_ai_request", "litellm.raw.request"));
        Assert.Equal(Answered, Text(spans, "raw_gen_ai_request", "litellm.raw.response"));
    }

    [Theory]
    [InlineData(GuardrailMode.PreCall)]
    [InlineData(GuardrailMode.DuringCall)]
    [InlineData(GuardrailMode.LoggingOnly)]
    public async Task A_masked_input_replaces_what_was_captured(GuardrailMode mode)
    {
        // A guardrail that runs during the call, or for the trace only, masks after the call has sent the caller's text.
        var spans = await AskAsync(async () =>
        {
            if (mode != GuardrailMode.PreCall)
            {
                await CallAsync(Asked, Answered);
            }

            Mask(mode, GuardrailOutcome.Masked(1) with { MaskedInput = Masked });
            if (mode == GuardrailMode.PreCall)
            {
                await CallAsync(Masked, Answered);
            }
        });

        NothingHas("555-0100", spans);
        Assert.Equal(AskedMessages, Text(spans, "litellm_request", "gen_ai.input.messages"));
        Assert.Equal(Masked, Text(spans, "raw_gen_ai_request", "litellm.raw.request"));
        Assert.Equal(Answered, Text(spans, "raw_gen_ai_request", "litellm.raw.response"));
        Assert.Null(Root(spans).Attributes["litellm.content.unmasked"]);
    }

    [Fact]
    public async Task The_gateway_states_what_it_sends()
    {
        var spans = await AskAsync(async () =>
        {
            Mask(GuardrailMode.PreCall, GuardrailOutcome.Masked(1));
            LlmTrace.Current!.SetInput(Masked);
            await CallAsync(Masked, Answered);
        });

        NothingHas("555-0100", spans);
        Assert.Equal(AskedMessages, Text(spans, "litellm_request", "gen_ai.input.messages"));
    }

    [Theory]
    [InlineData("""[{"role":"system","content":"be kind"},{"role":"user","content":"my number is [PHONE]"}]""", AskedMessages)]
    [InlineData("my number is [PHONE]", """[{"role":"user","parts":[{"type":"text","content":"my number is [PHONE]"}]}]""")]
    [InlineData("{\"not\": \"a body\"}", """[{"role":"user","parts":[{"type":"text","content":"{\"not\": \"a body\"}"}]}]""")]
    public async Task An_array_of_messages_and_a_text_are_inputs_too(string stated, string shown)
    {
        var spans = await AskAsync(async () =>
        {
            LlmTrace.Current!.SetInput(stated);
            await CallAsync(Asked, Answered);
        });

        NothingHas("555-0100", spans);
        Assert.Equal(shown, Text(spans, "litellm_request", "gen_ai.input.messages"));
        Assert.Equal(stated, Text(spans, "raw_gen_ai_request", "litellm.raw.request"));
    }

    [Theory]
    [InlineData("/v1/messages", """{"model":"m","system":"be kind","messages":[{"role":"user","content":"my number is [PHONE]"}]}""")]
    [InlineData("/v1/responses", """{"model":"m","instructions":"be kind","input":[{"role":"user","content":"my number is [PHONE]"}]}""")]
    [InlineData("/v1/embeddings", """{"model":"m","input":["my number is [PHONE]"]}""")]
    [InlineData("/v1beta/models/{model}:generateContent", """{"contents":[{"role":"user","parts":[{"text":"my number is [PHONE]"}]}]}""")]
    [InlineData("/v1/rerank", """{"model":"m","query":"my number is [PHONE]","documents":["call [PHONE]"]}""")]
    public async Task Bodies_of_all_APIs(string route, string masked)
    {
        await using var gateway = await StartAsync(route, () =>
        {
            Mask(GuardrailMode.PreCall, GuardrailOutcome.Masked(1) with { MaskedInput = masked });
            return Task.FromResult(Results.Ok());
        });

        await gateway.PostBodyAsync(route.Replace("{model}", "m", StringComparison.Ordinal), masked.Replace("[PHONE]", "555-0100", StringComparison.Ordinal));

        var spans = await gateway.StopAsync();
        NothingHas("555-0100", spans);
        var request = spans.Single(span => span.Name == "litellm_request").Attributes;
        Assert.Contains("my number is [PHONE]", $"{request["gen_ai.input.messages"]}{request["gen_ai.retrieval.query.text"]}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_documents_of_a_reranker_are_restated_and_withheld_like_its_query()
    {
        const string Body = """{"model":"m","query":"my number is 555-0100","documents":["call 555-0100"]}""";
        var (stated, withheld) = (await RerankAsync(Body.Replace("555-0100", "[PHONE]", StringComparison.Ordinal)), await RerankAsync(null));

        Assert.Equal(("my number is [PHONE]", """["call [PHONE]"]"""), (stated["gen_ai.retrieval.query.text"], stated["litellm.rerank.documents"]));
        Assert.Equal("[masked by the guardrail 'pii']", withheld["gen_ai.retrieval.query.text"]);
        Assert.Equal("[masked by the guardrail 'pii']", withheld["litellm.rerank.documents"]);

        async Task<ReceivedAttributes> RerankAsync(string? masked)
        {
            await using var gateway = await StartAsync("/v1/rerank", () =>
            {
                Mask(GuardrailMode.PreCall, GuardrailOutcome.Masked(1) with { MaskedInput = masked });
                return Task.FromResult(Results.Ok());
            });
            await gateway.PostBodyAsync("/v1/rerank", Body);
            return (await gateway.StopAsync()).Single(span => span.Name == "litellm_request").Attributes;
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_parameters_of_a_masked_request_keep_no_texts(bool isStated)
    {
        await using var gateway = await StartAsync(Chat, () =>
        {
            Mask(GuardrailMode.PreCall, isStated ? GuardrailOutcome.Masked(1) with { MaskedInput = Masked } : GuardrailOutcome.Masked(1));
            return Task.FromResult(Results.Ok());
        });

        await gateway.PostBodyAsync(Chat, Asked[..^1] + ""","temperature":0,"tool_choice":"auto","prediction":{"type":"content","content":"my number is 555-0100"},"suffix":"not 555-0100"}""");

        var spans = await gateway.StopAsync();
        NothingHas("555-0100", spans);
        Assert.Equal("""{"temperature":0,"tool_choice":"auto"}""", Text(spans, "litellm_request", "litellm.request.parameters"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_masked_output_covers_the_raw_response(bool isStated)
    {
        var spans = await AskAsync(async () =>
        {
            await CallAsync(Asked, Answered);
            Mask(GuardrailMode.PostCall, isStated ? GuardrailOutcome.Masked(1) with { MaskedOutput = MaskedAnswer } : GuardrailOutcome.Masked(1));
        });

        NothingHas("555-0199", spans);
        Assert.Contains("555-0100", Text(spans, "litellm_request", "gen_ai.input.messages"), StringComparison.Ordinal);
        Assert.Equal(Asked, Text(spans, "raw_gen_ai_request", "litellm.raw.request"));
        Assert.Equal(AnsweredMessages, Text(spans, "litellm_request", "gen_ai.output.messages"));
        Assert.Equal(isStated ? MaskedAnswer : "[masked by the guardrail 'pii']", Text(spans, "raw_gen_ai_request", "litellm.raw.response"));
    }

    [Theory]
    [InlineData(GuardrailMode.PreCall, false)]
    [InlineData(GuardrailMode.DuringCall, false)]
    [InlineData(GuardrailMode.LoggingOnly, true)]
    public async Task What_is_masked_and_stated_by_nobody_is_withheld(GuardrailMode mode, bool isOutputWithheld)
    {
        const string Notice = "[masked by the guardrail 'pii']";

        var spans = await AskAsync(async () =>
        {
            Mask(mode, GuardrailOutcome.Masked(1));
            await CallAsync(Asked, MaskedAnswer);
        });

        NothingHas("555-0100", spans);
        Assert.Equal((Notice, Notice), (Text(spans, "litellm_request", "gen_ai.input.messages"), Text(spans, "raw_gen_ai_request", "litellm.raw.request")));
        Assert.Equal(isOutputWithheld ? Notice : AnsweredMessages, Text(spans, "litellm_request", "gen_ai.output.messages"));
        Assert.Equal(isOutputWithheld ? Notice : MaskedAnswer, Text(spans, "raw_gen_ai_request", "litellm.raw.response"));
    }

    [Fact]
    public async Task A_second_mask_that_nobody_states_withholds_what_the_first_stated()
    {
        var spans = await AskAsync(() =>
        {
            Mask(GuardrailMode.PreCall, GuardrailOutcome.Masked(1) with { MaskedInput = "stated" });
            Mask(GuardrailMode.PreCall, GuardrailOutcome.Masked(1));
            return Task.CompletedTask;
        });

        Assert.Equal("[masked by the guardrail 'pii']", Text(spans, "litellm_request", "gen_ai.input.messages"));
    }

    [Fact]
    public async Task A_statement_inside_the_guardrail_counts()
    {
        var spans = await AskAsync(() =>
        {
            using var guardrail = LlmSpan.StartGuardrail("pii", GuardrailMode.PreCall);
            LlmTrace.Current!.SetInput(Masked);
            guardrail.SetOutcome(GuardrailOutcome.Masked(1));
            return Task.CompletedTask;
        });

        Assert.Equal(AskedMessages, Text(spans, "litellm_request", "gen_ai.input.messages"));
    }

    [Fact]
    public async Task A_guardrail_that_passes_or_blocks_leaves_the_content()
    {
        var spans = await AskAsync(async () =>
        {
            Mask(GuardrailMode.PreCall, GuardrailOutcome.Passed with { MaskedInput = "of no effect" });
            await CallAsync(Asked, Answered);
        });

        Assert.Equal(Asked, Text(spans, "raw_gen_ai_request", "litellm.raw.request"));
        Assert.Contains("555-0100", Text(spans, "litellm_request", "gen_ai.input.messages"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bodies_that_had_to_leave_before_the_mask_mark_the_root()
    {
        var large = Asked.Replace("my number is", new string('x', 200_000), StringComparison.Ordinal);
        var spans = await AskAsync(async () =>
        {
            for (var i = 0; i < 20; i++)
            {
                await CallAsync(large, Answered);
            }

            Mask(GuardrailMode.DuringCall, GuardrailOutcome.Masked(1) with { MaskedInput = Masked });
        });

        Assert.Equal(true, Root(spans).Attributes["litellm.content.unmasked"]);
        Assert.Contains(spans, span => span.Attributes["litellm.raw.request"] is Masked);
        Assert.Contains(spans, span => span.Attributes["litellm.raw.request"] is string text && text != Masked);
    }

    [Fact]
    public async Task Without_content_capture_nothing_is_there()
    {
        await using var gateway = await StartAsync(
            Chat,
            () =>
            {
                Mask(GuardrailMode.PreCall, GuardrailOutcome.Masked(1) with { MaskedInput = Masked, MaskedOutput = MaskedAnswer });
                return Task.FromResult(Results.Ok());
            },
            content: false);

        await gateway.PostBodyAsync(Chat, Asked);

        Assert.All(await gateway.StopAsync(), span => Assert.DoesNotContain(span.Attributes.Keys, key => key.EndsWith(".messages", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Secrets_in_a_stated_body_are_redacted_and_a_long_one_is_cut()
    {
        var spans = await AskAsync(async () =>
        {
            LlmTrace.Current!.SetInput("""{"messages":[{"role":"user","content":"hi"}],"api_key":"secret-of-mine","more":"MORE"}""".Replace("MORE", new string('y', 100_000), StringComparison.Ordinal));
            await CallAsync(Asked, Answered);
        });

        var raw = Text(spans, "raw_gen_ai_request", "litellm.raw.request");
        Assert.StartsWith("""{"messages":[{"role":"user","content":"hi"}],"api_key":"[redacted]",""", raw, StringComparison.Ordinal);
        Assert.InRange(raw!.Length, 60_000, 65_536);
        NothingHas("secret-of-mine", spans);
    }

    private static void Mask(GuardrailMode mode, GuardrailOutcome outcome)
    {
        using var guardrail = LlmSpan.StartGuardrail("pii", mode);
        guardrail.SetOutcome(outcome);
    }

    // Sends a body to a provider, and reads its answer.
    private static async Task CallAsync(string sent, string answered)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://provider/v1/chat/completions") { Content = new StringContent(sent, null, "application/json") };
        using var response = await LlmSpan.StartCall("m").EndWith(Task.FromResult(new HttpResponseMessage
        {
            RequestMessage = request,
            Content = new StringContent(answered, null, "application/json"),
        }));
        await response.Content.ReadAsStringAsync();
    }

    // The caller gets the masked answer.
    private static async Task<IReadOnlyList<ReceivedSpan>> AskAsync(Func<Task> handle)
    {
        await using var gateway = await StartAsync(Chat, async () =>
        {
            await handle();
            return Results.Text(MaskedAnswer, "application/json");
        });
        await gateway.PostBodyAsync(Chat, Asked);
        return await gateway.StopAsync();
    }

    private static Task<TestGateway> StartAsync(string route, Func<Task<IResult>> handle, bool content = true) => TestGateway.StartAsync(new GatewaySetup
    {
        Options = options => options.CaptureContent = content,
        App = app =>
        {
            app.UseTracedLlm();
            app.MapPost(route, [TracedLlmRoute] () => handle());
        },
    });

    private static ReceivedSpan Root(IReadOnlyList<ReceivedSpan> spans) => spans.Single(span => span.Kind == ReceivedSpanKind.Server);

    private static string? Text(IReadOnlyList<ReceivedSpan> spans, string name, string attribute) =>
        spans.First(span => span.Name == name).Attributes[attribute] as string;

    private static void NothingHas(string text, IReadOnlyList<ReceivedSpan> spans) =>
        Assert.All(spans, span => Assert.DoesNotContain(text, span.Attributes.ToString(), StringComparison.Ordinal));
}

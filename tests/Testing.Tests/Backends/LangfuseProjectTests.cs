using TracedLlm.Testing.Backends;
using static TracedLlm.Testing.Tests.Backends.AttributedSpan;

namespace TracedLlm.Testing.Tests.Backends;

/// <summary>The display of sent attributes in Langfuse.</summary>
public sealed class LangfuseProjectTests : IAsyncLifetime
{
    private readonly BackendClient _client = new();
    private readonly LangfuseProject _project = new("pk", "sk");
    private LangfuseReceiver _langfuse = null!;

    public static TheoryData<string, object> Traps => new()
    {
        { "langfuse.observation.prompt.name", "greeting" },
        { "langfuse.observation.prompt.version", 3 },
        { "langfuse.version", 3 },
        { "langfuse.observation.status_message", 3 },
        { "langfuse.observation.completion_start_time", "2025-07-13 05:20:01" },
        { "langfuse.trace.name", new string('n', 1001) },
    };

    public async Task InitializeAsync() => _langfuse = await LangfuseReceiver.StartAsync(_project);

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _langfuse.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Traps))]
    public async Task The_new_path_keeps_what_the_old_path_drops_silently(string key, object value)
    {
        await SendAsync(Request((key, value)), "3", direct: false);

        Assert.Empty(_project.Observations);
        Assert.Single(_project.DroppedSilently);
        Assert.Equal(200, _langfuse.Requests[^1].StatusCode);

        await SendAsync(Request((key, value)), "4");

        Assert.Single(_project.Observations);
    }

    [Theory]
    [InlineData("gpt-4o", """{"input":2,"output":3,"output_reasoning_tokens":7,"total":12}""", null, 7L)]
    [InlineData("gpt-5", """{"input":2,"output":3,"output_reasoning_tokens":7,"total":12}""", null, 0L)]
    [InlineData("gpt-4o-audio-preview", """{"input":2,"output_text_tokens":3}""", null, 2L)]
    [InlineData("claude-opus-4-8", """{"input":2,"input_cache_creation_1h":5}""", null, 0L)]
    [InlineData("someones-own", """{"input":2,"other":5}""", null, null)]
    [InlineData("gpt-4o", """{"input":2,"other":5}""", """{"total":1}""", null)]
    [InlineData("gpt-4o", null, null, null)]
    public async Task Tokens_of_a_kind_without_a_price_cost_nothing(string model, string? usage, string? cost, long? unpriced)
    {
        await SendAsync(
            Request([
                ("langfuse.observation.type", "generation"), ("langfuse.observation.model.name", model),
                .. usage is null ? Array.Empty<(string, object)>() : [("langfuse.observation.usage_details", usage)],
                .. cost is null ? Array.Empty<(string, object)>() : [("langfuse.observation.cost_details", cost)],
            ]),
            "4");

        Assert.Equal(unpriced, _project.Observations.Single().UnpricedTokens);
    }

    [Fact]
    public async Task Well_formed_spans_pass_the_old_path()
    {
        await SendAsync(
            Request(
                ("langfuse.observation.type", "generation"),
                ("langfuse.observation.prompt.name", "greeting"),
                ("langfuse.observation.prompt.version", 3),
                ("langfuse.version", "3"),
                ("langfuse.observation.completion_start_time", "2025-07-13T05:20:01.1234567+00:00"),
                ("langfuse.trace.name", new string('n', 1000))),
            "3",
            direct: false);

        var observation = Assert.Single(_project.Observations);
        Assert.Equal(("greeting", 3L), (observation.PromptName, observation.PromptVersion));
        Assert.Empty(_project.DroppedSilently);
    }

    [Theory]
    [InlineData("python", "4.0.0", true)]
    [InlineData("python", "3.9.9", false)]
    [InlineData("javascript", "5.1.0", true)]
    [InlineData("javascript", "4.0.0", false)]
    public async Task New_SDKs_write_directly(string name, string version, bool expected)
    {
        _langfuse.WritesDirectly = false;
        await _client.PostAsync(
            _langfuse.TracesEndpoint,
            Request(("langfuse.version", 3)),
            headers: [("Authorization", BackendClient.Basic("pk", "sk")), ("x_langfuse_sdk_name", name), ("x-langfuse-sdk-version", version)]);

        Assert.Equal(expected ? 1 : 0, _project.Observations.Count);
    }

    [Theory]
    [InlineData("langfuse.observation.type", "guardrail", "guardrail")]
    [InlineData("langfuse.observation.type", "GUARDRAIL", "span")]
    [InlineData("openinference.span.kind", "LLM", "generation")]
    [InlineData("openinference.span.kind", "llm", "span")]
    [InlineData("gen_ai.operation.name", "chat", "generation")]
    [InlineData("gen_ai.operation.name", "responses", "span")]
    [InlineData("gen_ai.tool.name", "search", "tool")]
    [InlineData("gen_ai.request.model", "m", "generation")]
    [InlineData("other", "m", "span")]
    public async Task The_type_is_written_exactly(string key, string value, string expected)
    {
        await SendAsync(Request((key, value)));

        Assert.Equal(expected, _project.Observations.Single().Type);
    }

    [Theory]
    [InlineData("My Env!", "default")]
    [InlineData("Production", "production")]
    [InlineData("langfuse-prod", "prod")]
    public async Task The_environment_is_lowered_and_checked(string stated, string expected)
    {
        await SendAsync(Request(("langfuse.environment", stated)));

        Assert.Equal(expected, _project.Observations.Single().Environment);
    }

    [Fact]
    public async Task Families_of_input_and_output_are_not_mixed()
    {
        await SendAsync(Request(("input.value", "asked"), ("gen_ai.input.messages", "[1]"), ("gen_ai.output.messages", "[2]")));

        Assert.Equal(("asked", null), (_project.Observations.Single().Input, _project.Observations.Single().Output));
    }

    [Fact]
    public async Task The_name_of_a_prompt_hides_the_messages()
    {
        await SendAsync(Request(("gen_ai.prompt.name", "p"), ("gen_ai.input.messages", "[1]")));

        Assert.Equal("{name=p}", _project.Observations.Single().Input);
    }

    [Fact]
    public async Task Usage_of_other_names_is_added_to_the_total()
    {
        await SendAsync(Request(
            ("gen_ai.usage.input_tokens", 100),
            ("gen_ai.usage.output_tokens", 50),
            ("gen_ai.usage.cache_read.input_tokens", 80),
            ("gen_ai.usage.cache_creation.input_tokens", 5),
            ("gen_ai.usage.reasoning.output_tokens", 30)));
        await SendAsync(Request(
            ("gen_ai.usage.input_tokens", 300), ("gen_ai.usage.output_tokens", 50), ("gen_ai.usage.text.input_tokens", 310)), id: 2);

        Assert.Equal((15, 20, 150), Counts(0));
        Assert.Equal(660, Counts(1).Total);

        (long Input, long Output, long Total) Counts(int index) =>
            _project.Observations[index].Usage is { } usage ? (usage["input"], usage["output"], usage["total"]) : default;
    }

    [Fact]
    public async Task Stated_usage_wins_alone_and_cost_has_a_total()
    {
        await SendAsync(Request(
            ("langfuse.observation.usage_details", """{"input":10,"output":"5","part":1.5}"""),
            ("gen_ai.usage.input_tokens", 100),
            ("langfuse.observation.cost_details", """{"input":0.25,"output":0.5}""")));

        var observation = _project.Observations.Single();
        Assert.Equal([("input", 10), ("output", 5), ("total", 15)], observation.Usage!.Select(one => (one.Key, one.Value)));
        Assert.Equal(0.75, observation.TotalCost);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("""{"input":0,"output":0,"total":0}""", false)]
    public async Task A_model_and_text_without_usage_are_priced_by_guess(string? usage, bool expected)
    {
        (string, object)[] attributes = [("langfuse.observation.model.name", "m"), ("langfuse.observation.input", "asked")];
        await SendAsync(Request([.. attributes, .. usage is null ? [] : new (string, object)[] { ("langfuse.observation.usage_details", usage) }]));

        Assert.Equal(expected, _project.Observations.Single().IsPricedByGuess);
    }

    [Fact]
    public async Task A_trace_has_the_values_of_its_rows()
    {
        await SendAsync(Requests(
            Span(1, 0, "root", ("langfuse.observation.input", "in"), ("langfuse.observation.output", "out"), ("langfuse.trace.metadata.team", "a")),
            Span(2, 1, "child", ("user.id", "ann"), ("session.id", "s"), ("langfuse.trace.name", "named"), ("langfuse.trace.tags", new[] { "x", "y" }), ("langfuse.trace.input", "ignored"))));

        var trace = Assert.Single(_project.Traces);
        Assert.Equal(("named", "ann", "s", "in", "out"), (trace.Name, trace.UserId, trace.SessionId, trace.Input, trace.Output));
        Assert.Equal(["x", "y"], trace.Tags);
        Assert.Equal("a", trace.Metadata["team"]);
        Assert.Equal((null, "ann"), (trace.Observations[0].UserId, trace.Observations[1].UserId));
    }

    [Fact]
    public async Task The_old_path_takes_input_and_output_of_the_trace_from_any_span()
    {
        await SendAsync(Requests(Span(1, 0, "root", ("langfuse.observation.input", "in")), Span(2, 1, "child", ("langfuse.trace.input", "stated"))), "3", direct: false);

        Assert.Equal("stated", _project.Traces.Single().Input);
    }

    [Theory]
    [InlineData("4", true)]
    [InlineData("3", false)]
    public async Task A_later_root_takes_the_place_of_the_first(string version, bool direct)
    {
        await SendAsync(Requests(Span(1, 0, "owner", ("langfuse.observation.input", "in"), ("langfuse.observation.output", "out"))), version, direct);
        await SendAsync(Requests(Span(2, 7, "joined", ("session.id", "s"))), version, direct);

        var trace = Assert.Single(_project.Traces);
        Assert.Equal(("owner", "in", "out"), (trace.Name, trace.Input, trace.Output));

        await SendAsync(Requests(Span(3, 0, "another root")), version, direct);

        trace = Assert.Single(_project.Traces);
        Assert.Equal(("another root", null, null), (trace.Name, trace.Input, trace.Output));
    }

    [Fact]
    public async Task A_row_whose_parent_is_no_row_is_an_orphan()
    {
        await SendAsync(Requests(Span(1, 0, "root"), Span(2, 1, "child"), Span(3, 9, "orphan")));

        Assert.Equal(["orphan"], _project.Traces.Single().Orphans.Select(row => row.Name));
    }

    [Theory]
    [InlineData("""[{"role":"user","content":"cut""", true)]
    [InlineData("""[{"role":"user","content":"whole"}]""", false)]
    [InlineData("plain", false)]
    public async Task Json_is_found_by_its_beginning(string input, bool cut)
    {
        await SendAsync(Request(("langfuse.observation.input", input)));

        Assert.Equal(cut, _project.Observations.Single().HasCutJson);
    }

    [Fact]
    public async Task An_observation_that_is_sent_again_is_there_once()
    {
        await SendAsync(Request());
        await SendAsync(Request());

        Assert.Single(_project.Observations);
        Assert.Equal(2, _langfuse.Spans.Count);
    }

    private Task<BackendAnswer> SendAsync(byte[] request, string version = "4", bool direct = true, byte id = 0)
    {
        _langfuse.WritesDirectly = direct;
        if (id > 0)
        {
            request.AsSpan(request.AsSpan().IndexOf(Otlp.ExportRequests.SpanId) + 7)[0] = id;
        }

        return _client.PostAsync(
            _langfuse.TracesEndpoint, request, headers: [("Authorization", BackendClient.Basic("pk", "sk")), ("x-langfuse-ingestion-version", version)]);
    }
}

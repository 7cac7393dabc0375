using System.Net;
using System.Text;
using TracedLlm.Export.Otlp;
using TracedLlm.Export.Tests.Otlp;
using TracedLlm.Export.Tests.Pipeline;
using TracedLlm.Export.Views;
using TracedLlm.Export.Views.Langfuse;
using TracedLlm.Export.Views.LangSmith;
using TracedLlm.Export.Views.OpenInference;
using TracedLlm.Export.Views.SemanticConventions;
using TracedLlm.Facts;

namespace TracedLlm.Export.Tests.Delivery;

/// <summary>Spans that no request can carry: they arrive without their content.</summary>
public sealed class TooLargeTests
{
    private const int Limit = 100_000;

    public static TheoryData<string, string> Views => new()
    {
        { "semantic_conventions", "litellm.content.truncated" },
        { "langfuse", "langfuse.observation.metadata.content.truncated" },
        { "openinference", "litellm.content.truncated" },
        { "langsmith", "langsmith.metadata.content.truncated" },
    };

    [Theory]
    [MemberData(nameof(Views))]
    public async Task A_span_that_is_too_large_arrives_without_content_and_is_marked(string name, string mark)
    {
        SpanView view = name switch
        {
            "langfuse" => new LangfuseView(),
            "openinference" => new OpenInferenceView(),
            "langsmith" => new LangSmithView(),
            _ => new SemanticConventionsView(),
        };
        using var tested = new TestedPipeline { Endpoints = [TestedPipeline.Endpoint(view: view)] };
        tested.Backend.Answer = request => ScriptedBackend.Status(Size(request) > Limit ? 413 : 200);
        var activity = tested.Make(
            "litellm_request",
            (LibraryAttributes.CallType, "acompletion"), (GenAi.ResponseModel, "gpt-4o"), (GenAi.UsageInputTokens, 3L), (GenAi.UsageOutputTokens, 4L), (LiteLlm.CostTotal, 0.5),
            (GenAi.InputMessages, $$"""[{"role":"user","parts":[{"type":"text","content":"{{new string('x', 200_000)}}"}]}]"""));

        tested.Pipeline.Add(new(activity, Request: null, IsInconclusive: false));
        await tested.FlushAsync();

        Assert.Equal("1 exported, 0 dropped", tested.Counts);
        var whole = EncodedSpan.FromActivity(view, activity);
        var sent = Assert.Single(tested.Backend.All[^1].Spans);
        Assert.Equal(true, sent.Attributes[mark]);
        Assert.Equal(
            whole.Attributes.Where(tag => tag.Value is not string { Length: > 1000 }).Select(tag => tag.Key),
            sent.Attributes.Keys.Where(key => key != mark));
        Assert.Equal((whole.Name, whole.SpanId, whole.StartUnixNano, whole.EndUnixNano), (sent.Name, sent.SpanId, sent.StartUnixNano, sent.EndUnixNano));
    }

    [Fact]
    public async Task Neighbours_keep_their_content_and_the_span_that_is_shortened_is_sent_once_more()
    {
        using var tested = new TestedPipeline();
        tested.Backend.Answer = request => ScriptedBackend.Status(Size(request) > Limit ? 413 : 200);

        Add(tested, "a", 10_000);
        Add(tested, "huge", 200_000);
        Add(tested, "b", 10_000);
        await tested.FlushAsync();

        Assert.Equal(["a", "b", "huge"], tested.Backend.Accepted.Order());
        Assert.Equal(2, tested.Backend.Requests.Count(names => names == "huge"));
        Assert.Equal("3 exported, 0 dropped", tested.Counts);
        Assert.Equal(0, tested.Ledger.Backends[0].Budget.Used);
        Assert.All(
            tested.Backend.All.SelectMany(request => request.Spans).Where(span => span.Name is "a" or "b"),
            span => Assert.Equal(10_000, span.Attributes.Get<string>("text").Length));
    }

    [Fact]
    public async Task A_span_that_is_too_large_without_content_too_is_dropped()
    {
        using var tested = new TestedPipeline();
        tested.Backend.Answer = request => ScriptedBackend.Status(413);

        Add(tested, "huge", 200_000);
        await tested.FlushAsync();

        Assert.Equal(["huge", "huge"], tested.Backend.Requests);
        Assert.Equal("0 exported, 1 dropped (1 too_large)", tested.Counts);
        Assert.Equal(0, tested.Ledger.Backends[0].Budget.Used);
    }

    [Fact]
    public async Task A_collector_whose_next_hop_has_a_limit_does_not_get_the_span_for_ever()
    {
        const string Message = "grpc: received message larger than max (5000000 vs. 4194304)";
        using var tested = new TestedPipeline();
        tested.Backend.Answer = request => Task.FromResult(Size(request) > Limit
            ? new HttpResponseMessage(HttpStatusCode.TooManyRequests) { Content = new ByteArrayContent([0x08, 0x08, 0x12, (byte)Message.Length, .. Encoding.UTF8.GetBytes(Message)]) }
            : new HttpResponseMessage(HttpStatusCode.OK));

        Add(tested, "huge", 200_000);
        await tested.FlushAsync();

        Assert.Equal("1 exported, 0 dropped", tested.Counts);
    }

    [Fact]
    public void Many_short_attributes_are_left_out_if_they_are_too_much_together()
    {
        using var activities = new GeneratedActivities();
        var tags = Enumerable.Range(0, 5000).Select(number => ($"text.{number}", (object?)new string('x', 1000))).Append(("tokens", 7L)).ToArray();
        using var buffer = new OtlpBuffer();
        new SemanticConventionsView().Write(new EndedSpan(activities.WithTags(tags), null), buffer);
        var shorter = ShortenedSpan.Create(buffer.Written.Span, "mark")!;
        var span = Assert.Single(EncodedSpan.Decode(shorter));

        Assert.Equal(["tokens", "mark"], span.Attributes.Keys);
    }

    [Fact]
    public void A_span_without_content_has_nothing_to_leave_out()
    {
        using var activities = new GeneratedActivities();
        using var buffer = new OtlpBuffer();
        new SemanticConventionsView().Write(new EndedSpan(activities.WithTags(("a", "b")), null), buffer);

        Assert.Null(ShortenedSpan.Create(buffer.Written.Span, "mark"));
        Assert.Null(ShortenedSpan.Create(buffer.Written.Span[..10], "mark"));
    }

    private static int Size(ScriptedRequest request) =>
        request.Spans.Sum(span => span.Attributes.Sum(tag => tag.Value is string text ? text.Length : 8));

    private static void Add(TestedPipeline tested, string name, int length) =>
        tested.Pipeline.Add(new(tested.Make(name, ("text", new string('x', length))), Request: null, IsInconclusive: false));
}

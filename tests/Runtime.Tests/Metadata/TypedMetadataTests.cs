using Microsoft.AspNetCore.Builder;
using TracedLlm.Tests.Gateways;
using TracedLlm.Tests.Spans;

namespace TracedLlm.Tests.Metadata;

/// <summary>Metadata keys of a gateway's own, by <c>[TracedLlmRoute&lt;TMetadata&gt;]</c>.</summary>
[Collection(ProcessWide.Name)]
public sealed class TypedMetadataTests
{
    private const string Body = """{"metadata": {"tenant_id": "t-1", "seats": 3, "cost_center": "c-7", "diary": "private", "plan": "gold", "region": "eu"} }""";

    [Fact]
    public async Task Tagged_keys_are_on_every_span_or_where_their_name_belongs_and_the_handler_reads_them_all()
    {
        await using var gateway = await StartAsync(new() { App = _ => { } });

        var answer = await gateway.PostBodyAsync("/tenant", Body);

        Assert.Equal("t-1 3 c-7 private gold", answer.Body);
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {app.tenant.id=t-1, app.tenant.seats=3, litellm.metadata.plan=gold, litellm.metadata.region=eu, litellm.team.alias=c-7}
            ├─ auth  {app.tenant.id=t-1, app.tenant.seats=3, litellm.metadata.plan=gold, litellm.metadata.region=eu}
            └─ litellm_request  {app.tenant.id=t-1, app.tenant.seats=3, litellm.metadata.plan=gold, litellm.metadata.region=eu, litellm.team.alias=c-7}
               └─ chat m [CLIENT]  {app.tenant.id=t-1, app.tenant.seats=3, litellm.metadata.plan=gold, litellm.metadata.region=eu, litellm.team.alias=c-7}
            """,
            await gateway.StopAndPrintAsync("app.", "litellm.metadata.", "litellm.team."));
    }

    [Theory]
    [InlineData(true, "", "private")]
    [InlineData(false, "", null)]
    [InlineData(true, ", \"mask_input\": true", null)]
    [InlineData(true, ", \"mask_output\": true", "private")]
    public async Task Keys_that_are_content_are_written_where_it_is_captured_and_not_masked(bool capture, string mask, string? diary)
    {
        await using var gateway = await StartAsync(new() { App = _ => { }, Options = options => options.CaptureContent = capture });

        var answer = await gateway.PostBodyAsync("/tenant", Body.Replace("} }", mask + "} }", StringComparison.Ordinal));

        Assert.Equal("t-1 3 c-7 private gold", answer.Body);
        Assert.All(await gateway.StopAsync(), span =>
        {
            Assert.Equal(diary, span.Attributes["app.tenant.diary"]);
            Assert.DoesNotContain("litellm.metadata.diary", span.Attributes.Keys);
        });
    }

    [Theory]
    [InlineData("""{"metadata": {"tenant_id": "own"}, "litellm_metadata": {"tenant_id": "other", "seats": 4} }""", "own 4")]
    [InlineData("""{"metadata": "{\"tenant_id\": \"own\"}", "litellm_metadata": {} }""", "own ")]
    [InlineData("""{"metadata": {}, "litellm_metadata": {"tenant_id": "other"} }""", "other ")]
    [InlineData("""{"litellm_metadata": {"tenant_id": "other"} }""", "other ")]
    [InlineData("""{"metadata": [1]}""", " ")]
    [InlineData("{}", " ")]
    public async Task On_a_metadata_route_the_other_object_fills_what_is_absent(string body, string read) =>
        Assert.StartsWith(read, await ReadAsync(body, "/tenant"));

    [Theory]
    [InlineData("""{"metadata": {"tenant_id": "provider's"}, "litellm_metadata": {"tenant_id": "own"} }""", "own ")]
    [InlineData("""{"metadata": {"tenant_id": "provider's"} }""", " ")]
    public async Task The_providers_metadata_is_not_read_as_typed_metadata(string body, string read) =>
        Assert.StartsWith(read, await ReadAsync(body, "/v1/assistants/tenant"));

    [Fact]
    public async Task A_handler_reads_them_with_tracing_off()
    {
        await using var gateway = await StartAsync(new() { App = _ => { }, Export = false });

        Assert.Equal("t-1 3 c-7 private gold", (await gateway.PostBodyAsync("/tenant", Body)).Body);
    }

    [Fact]
    public async Task A_handler_reads_them_of_a_request_that_is_not_sampled()
    {
        await using var gateway = await StartAsync(new() { App = _ => { }, Settings = new() { ["OTEL_TRACES_SAMPLER"] = "always_off" } });

        Assert.Equal("t-1 3 c-7 private gold", (await gateway.PostBodyAsync("/tenant", Body)).Body);
        Assert.Empty(await gateway.StopAsync());
    }

    [Fact]
    public async Task A_type_that_is_no_metadata_type_fails_at_start_up()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => TestGateway.StartAsync(app =>
            app.MapPost("/v1/messages", [TracedLlmRoute<string>] () => "never")));

        Assert.Equal("System.String is not a metadata type: mark it with [GatewayMetadata] and make it partial.", exception.Message);
    }

    [Fact]
    public void A_type_that_is_no_metadata_type_cannot_be_asked_for()
    {
        using var request = new TracedRequest();

        Assert.Throws<InvalidOperationException>(() => request.Trace.Metadata<Uri>());
    }

    [Fact]
    public void Metadata_read_during_the_request_stays_after_it_and_unread_metadata_is_absent()
    {
        using var request = new TracedRequest();
        request.State.AddLateMetadata(new() { Metadata = """{"tenant_id": "t-1"}"""u8.ToArray() }, link: false, content: false);
        var read = request.Trace.Metadata<TenantMetadata>();
        request.End();

        Assert.Equal("t-1", read.TenantId);
        Assert.Same(read, request.Trace.Metadata<TenantMetadata>());
    }

    private static async Task<string> ReadAsync(string body, string path)
    {
        await using var gateway = await StartAsync(new() { App = _ => { } });
        return (await gateway.PostBodyAsync(path, body)).Body;
    }

    private static Task<TestGateway> StartAsync(GatewaySetup setup) => MetadataGateway.StartAsync(setup with
    {
        App = app =>
        {
            app.MapPost("/tenant", [TracedLlmRoute<TenantMetadata>(LlmApi.ChatCompletions)] () => Handle());
            app.MapPost("/v1/assistants/tenant", [TracedLlmRoute<TenantMetadata>(LlmApi.Messages)] () => Handle());
        },
    });

    private static string Handle()
    {
        using (LlmSpan.StartStage(LlmStage.Auth))
        {
        }

        using (LlmSpan.StartCall("m"))
        {
        }

        var metadata = LlmTrace.Current!.Metadata<TenantMetadata>();
        return $"{metadata.TenantId} {metadata.Seats} {metadata.CostCenter} {metadata.Diary} {metadata.Plan}";
    }
}

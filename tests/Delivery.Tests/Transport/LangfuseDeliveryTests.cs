using TracedLlm.Export.Backends;
using TracedLlm.Export.Delivery;
using TracedLlm.Facts;
using TracedLlm.Testing.Backends;

namespace TracedLlm.Delivery.Tests.Transport;

/// <summary>Every answer of Langfuse and the fate of the spans.</summary>
public sealed class LangfuseDeliveryTests : IAsyncLifetime
{
    private readonly LangfuseProject _project = new("pk-lf-1", "sk-lf-1");
    private LangfuseReceiver _langfuse = null!;

    public async Task InitializeAsync() => _langfuse = await LangfuseReceiver.StartAsync(_project);

    public Task DisposeAsync() => _langfuse.DisposeAsync().AsTask();

    [Fact]
    public async Task Json_in_answer_to_protobuf_is_success()
    {
        using var delivery = new Delivery([Endpoints.Create(_langfuse, _project)]);
        delivery.Send(3);

        var counts = await delivery.FlushAsync();

        Assert.Equal((3, 0), (counts.Exported, counts.AllDropped));
        Assert.Equal(["span 0", "span 1", "span 2"], _project.Observations.Select(observation => observation.Name));
        var request = Assert.Single(_langfuse.Requests);
        Assert.Equal("/api/public/otel/v1/traces", request.Path);
        Assert.Equal("application/x-protobuf", request.Headers["content-type"]);
        Assert.Equal("gzip", request.Headers["content-encoding"]);
        Assert.Equal("4", request.Headers["x-langfuse-ingestion-version"]);
    }

    [Theory]
    [InlineData(401, """: {"message":"Invalid credentials""")]
    [InlineData(403, """: {"error":"Ingestion suspended"}""")]
    [InlineData(404, "")]
    [InlineData(405, "")]
    public async Task A_permanently_refused_batch_is_not_sent_again(int status, string said)
    {
        var project = status == 401 ? new LangfuseProject("pk-lf-1", "sk-other") : _project;
        _project.IsSuspended = status == 403;
        _langfuse.Faults.Always = status > 403 ? BackendFault.Status(status) : null;
        using var delivery = new Delivery([Endpoints.Create(_langfuse, project)]);
        delivery.Send(3);

        var counts = await delivery.FlushAsync();

        Assert.Equal((0, 3), (counts.Exported, counts.Dropped[(int)DropReason.Rejected]));
        Assert.Equal(1, _langfuse.Arrivals);
        Assert.StartsWith($"HTTP {status}{said}", delivery.Ledger.Backends.Single().Ledger.LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_limit_of_requests_is_waited_for()
    {
        _langfuse.Faults.Next(BackendFault.Status(429, ("Retry-After", "7"), ("X-RateLimit-Remaining", "0")));
        using var delivery = new Delivery([Endpoints.Create(_langfuse, _project)]);
        _langfuse.Clock = delivery.Clock;
        delivery.Send(3);

        var counts = await delivery.FlushAsync();

        Assert.Equal((3, 0), (counts.Exported, counts.AllDropped));
        Assert.Equal([429, 200], _langfuse.Requests.Select(request => request.StatusCode));
        Assert.True(_langfuse.Requests[1].At - _langfuse.Requests[0].At >= TimeSpan.FromSeconds(7), $"{_langfuse.Requests[1].At - _langfuse.Requests[0].At}");
    }

    [Fact]
    public async Task Spans_are_accepted_after_the_database_recovers()
    {
        _langfuse.DatabaseIsDown = true;
        using var delivery = new Delivery([Endpoints.Create(_langfuse, _project)]);
        var ids = delivery.Send(3);
        var flushed = delivery.FlushAsync();
        await _langfuse.WaitForRequestsAsync(requests => requests.Count >= 3);
        Assert.Equal((0, 3), (delivery.Counts().Exported, delivery.Counts().InFlight));

        _langfuse.DatabaseIsDown = false;
        var counts = await flushed;

        // The batch is cut between its traces on the way.
        Assert.Equal((3, 0), (counts.Exported, counts.AllDropped));
        Assert.Equal(ids.Order(), _project.Observations.Select(observation => observation.Id).Order());
    }

    [Fact]
    public async Task A_batch_that_is_too_large_is_split_and_a_span_that_is_too_large_alone_arrives_without_its_content()
    {
        _langfuse.MaxBodyBytes = 4_000;
        using var delivery = new Delivery([Endpoints.Create(_langfuse, _project)]);
        delivery.Send(10);
        delivery.Send("large", [new("langfuse.observation.input", new string('x', 5_000))]);
        delivery.Send(20);
        delivery.Send(new string('n', 5_000), []);

        var counts = await delivery.FlushAsync();

        Assert.Equal((31, 1), (counts.Exported, counts.Dropped[(int)DropReason.TooLarge]));
        Assert.Equal(31, _project.Observations.Count);
        var large = Assert.Single(_project.Observations, observation => observation.Name == "large");
        Assert.Null(large.Received.Attributes["langfuse.observation.input"]);
        Assert.Equal(true, large.Received.Attributes[LibraryAttributes.ContentTruncated]);
        Assert.Contains(_langfuse.Requests, request => request.StatusCode == 413);
    }

    [Fact]
    public async Task A_span_that_spoils_its_batch_is_found_and_its_neighbours_arrive()
    {
        var endpoint = Endpoints.Create(_langfuse, _project);
        using var delivery = new Delivery([new BackendEndpoint("langfuse_otel", endpoint.Address, endpoint.Headers, new InvalidSpanView())]);
        delivery.Send(50);
        delivery.Send(InvalidSpanView.Bad);
        delivery.Send(50);

        var counts = await delivery.FlushAsync();

        Assert.Equal((100, 1), (counts.Exported, counts.Dropped[(int)DropReason.Rejected]));
        Assert.Equal(100, _project.Observations.Count);
        Assert.Equal(100, _langfuse.Spans.Count);
    }

    [Fact]
    public async Task A_batch_with_damaged_compression_is_sent_again()
    {
        _langfuse.Faults.Next(BackendFault.Mangled);
        using var delivery = new Delivery([Endpoints.Create(_langfuse, _project)]);
        delivery.Send(3);

        var counts = await delivery.FlushAsync();

        Assert.Equal((3, 0), (counts.Exported, counts.AllDropped));
        Assert.Equal(["span 0", "span 1", "span 2"], _project.Observations.Select(observation => observation.Name).Order());
        Assert.Equal((400, "The body is not gzip."), (_langfuse.Requests[0].StatusCode, _langfuse.Requests[0].Refusal));
        Assert.All(_langfuse.Requests.Skip(1), request => Assert.Equal(200, request.StatusCode));
    }

    [Fact]
    public async Task Every_span_is_counted_as_rejected_if_a_proxy_changes_the_content_type()
    {
        _langfuse.Faults.Always = BackendFault.Retyped("application/octet-stream");
        using var delivery = new Delivery([Endpoints.Create(_langfuse, _project)]);
        delivery.Send(3);

        var counts = await delivery.FlushAsync();

        Assert.Equal((0, 3), (counts.Exported, counts.Dropped[(int)DropReason.Rejected]));
        Assert.Empty(_project.Observations);
        Assert.All(_langfuse.Requests, request => Assert.Equal((400, "Invalid content type"), (request.StatusCode, request.Refusal)));
        Assert.Equal("""HTTP 400: {"error":"Invalid content type"}""", delivery.Ledger.Backends.Single().Ledger.LastError);
    }

    [Fact]
    public async Task A_content_type_with_a_parameter_is_taken()
    {
        _langfuse.Faults.Next(BackendFault.Retyped("application/x-protobuf; charset=utf-8"));
        using var delivery = new Delivery([Endpoints.Create(_langfuse, _project)]);
        delivery.Send(3);

        var counts = await delivery.FlushAsync();

        Assert.Equal((3, 0), (counts.Exported, counts.AllDropped));
        Assert.Equal(1, _langfuse.Arrivals);
    }

    [Fact]
    public async Task An_error_of_the_backends_own_passes()
    {
        _langfuse.Faults.Next(BackendFault.Status(500), BackendFault.Status(500), BackendFault.Status(422));
        using var delivery = new Delivery([Endpoints.Create(_langfuse, _project)]);
        delivery.Send(3);

        var counts = await delivery.FlushAsync();

        Assert.Equal((3, 0), (counts.Exported, counts.AllDropped));
        Assert.Equal(3, _project.Observations.Count);
    }
}

namespace TracedLlm.Delivery.Tests.Gateways;

/// <summary>A gateway receives a secret of every kind and sends each secret only to its owner.</summary>
[Collection(AllBackends.Name)]
public sealed class CanaryTests(GatewayOfAllBackends gateway)
{
    private static readonly string[] HeadersOfKeys = ["Authorization", "x-api-key", "x-otlp-key"];

    [Fact]
    public void No_secret_of_a_caller_a_provider_or_a_request_is_in_any_byte_that_a_backend_gets()
    {
        var found = from receiver in gateway.Receivers
                    from request in receiver.Requests
                    from secret in gateway.Secrets
                    from form in GatewayOfAllBackends.Forms(secret)
                    where request.Contains(form)
                    select $"{secret} at {request.Path}";

        Assert.Empty(found.Distinct());
    }

    [Fact]
    public void The_key_of_a_backend_is_nowhere_but_in_the_header_for_it()
    {
        var found = from receiver in gateway.Receivers
                    from request in receiver.Requests
                    from key in gateway.BackendKeys
                    from form in GatewayOfAllBackends.Forms(key.Secret, gateway.Operators.PublicKey, gateway.Reds.PublicKey)
                    where request.Contains(form, key.Owner == receiver ? HeadersOfKeys : [])
                    select $"{key.Secret} at {request.Path}";

        Assert.Empty(found.Distinct());
    }

    [Fact]
    public void The_search_finds_a_canary_that_is_present()
    {
        Assert.Contains(gateway.Langfuse.Requests, request => GatewayOfAllBackends
            .Forms(gateway.Operators.SecretKey, gateway.Operators.PublicKey).Any(form => request.Contains(form)));
        Assert.Contains(gateway.Phoenix.Requests, request => request.Contains("canary-phoenix-key-dd40"));
        Assert.All(gateway.Receivers, receiver => Assert.Contains(receiver.Requests, request => request.Contains("shown")));
    }

    [Fact]
    public void No_secret_is_in_the_log_at_the_most_verbose_level()
    {
        Assert.Contains("langfuse", gateway.Log, StringComparison.OrdinalIgnoreCase);
        var found = from secret in gateway.Secrets.Concat(gateway.BackendKeys.Select(key => key.Secret))
                    from form in GatewayOfAllBackends.Forms(secret, gateway.Operators.PublicKey, gateway.Reds.PublicKey)
                    where gateway.Log.Contains(form, StringComparison.Ordinal)
                    select secret;

        Assert.Empty(found.Distinct());
    }

    [Fact]
    public void A_teams_project_has_the_teams_spans_and_no_other()
    {
        var ofRed = gateway.Collector.Spans.Where(span => span.Attributes["litellm.team.id"] is "red").Select(span => span.TraceId).ToHashSet();

        Assert.Equal(ofRed.Single(), gateway.Reds.Traces.Single().Id);
        Assert.Equal(4, gateway.Operators.Traces.Count);
        Assert.DoesNotContain(gateway.Operators.Traces, trace => ofRed.Contains(trace.Id));
        Assert.All(gateway.Langfuse.Requests, request => Assert.Single(request.Spans.Select(span => ofRed.Contains(span.TraceId)).Distinct()));
    }
}

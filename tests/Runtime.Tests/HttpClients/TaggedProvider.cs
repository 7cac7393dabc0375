using System.Runtime.CompilerServices;

namespace TracedLlm.Tests.HttpClients;

/// <summary>Traced methods that call traced methods, as a gateway's router and its provider clients do. The client traces its calls as well.</summary>
internal sealed partial class TaggedProvider(HttpClient client)
{
    /// <summary>Sends once; the handlers of the client may send again.</summary>
    [TracedLlmCall]
    public partial Task<HttpResponseMessage> SendAsync(
        [SpanTag(GenAi.ProviderName)] string provider,
        [SpanTag(LiteLlm.ModelGroup)] string? group,
        [SpanTag(LiteLlm.DeploymentId)] string deployment);

    private Task<HttpResponseMessage> SendCoreAsync(string provider, string? group, string deployment) => client.SendAsync(ClientGateway.Asked());

    /// <summary>Asks for the models, if they have changed.</summary>
    [TracedLlmCall]
    public partial Task<HttpResponseMessage> ListModelsAsync(string? condition);

    private async Task<HttpResponseMessage> ListModelsCoreAsync(string? condition)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "v1/models");
        if (condition is not null)
        {
            request.Headers.TryAddWithoutValidation(condition, condition.EndsWith("Since", StringComparison.Ordinal) ? "Sat, 29 Oct 1994 19:43:31 GMT" : "\"models-1\"");
        }

        return await client.SendAsync(request);
    }

    /// <summary>Reads the whole answer; the handlers of the client may send again.</summary>
    [TracedLlmCall]
    [return: SpanTag("gateway.cost", Path = "Length")]
    public partial Task<string> PriceAsync([SpanTag(LiteLlm.DeploymentId)] string deployment);

    private async Task<string> PriceCoreAsync(string deployment)
    {
        using var response = await client.SendAsync(ClientGateway.Asked());
        await response.Content.ReadAsStringAsync();
        return deployment;
    }

    /// <summary>Sends once, and returns before the answer is read; the handlers of the client may send again.</summary>
    [TracedLlmCall]
    [return: SpanTag("gateway.cost", Path = "StatusCode")]
    public partial Task<HttpResponseMessage> OpenAsync();

    private Task<HttpResponseMessage> OpenCoreAsync() => client.SendAsync(ClientGateway.Asked(), HttpCompletionOption.ResponseHeadersRead);

    /// <summary>Calls the priced method again until it answers.</summary>
    [TracedLlmCall]
    [return: SpanTag("gateway.tries")]
    public partial Task<int> PriceUntilAnsweredAsync();

    private async Task<int> PriceUntilAnsweredCoreAsync()
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await RefuseAsync(tries);
                await PriceAsync("eu-1");
                return tries;
            }
            catch (HttpRequestException)
            {
            }
        }
    }

    [TracedLlmCall]
    public partial Task RefuseAsync(int tries);

    private async Task RefuseCoreAsync(int tries)
    {
        if (tries == 1)
        {
            using var response = await client.SendAsync(ClientGateway.Asked());
            response.EnsureSuccessStatusCode();
        }
    }

    /// <summary>Sends to each path in turn until one answers.</summary>
    [TracedLlmCall]
    public partial Task<HttpResponseMessage> SendInTurnAsync([SpanTag(LiteLlm.ModelGroup)] string group, params string[] paths);

    private async Task<HttpResponseMessage> SendInTurnCoreAsync(string group, params string[] paths)
    {
        HttpResponseMessage response = null!;
        foreach (var path in paths)
        {
            response = await client.PostAsync(path, null);
            if (response.IsSuccessStatusCode)
            {
                break;
            }
        }

        return response;
    }

    /// <summary>Calls the first method at once.</summary>
    [TracedLlmCall]
    public partial Task<HttpResponseMessage> RouteAsync([SpanTag(LiteLlm.ModelGroup)] string group);

    private Task<HttpResponseMessage> RouteCoreAsync(string group) => SendAsync("inner's", null, "eu-1");

    /// <summary>Calls the first method through two others.</summary>
    [TracedLlmCall]
    public partial Task<HttpResponseMessage> RouteTwiceAsync([SpanTag(GenAi.ProviderName)] string provider);

    private async Task<HttpResponseMessage> RouteTwiceCoreAsync(string provider)
    {
        using var stage = LlmSpan.StartStage("choose");
        return await RouteAsync("fast");
    }

    /// <summary>Calls the method again until it answers.</summary>
    [TracedLlmCall]
    public partial Task<HttpResponseMessage> InsistAsync([SpanTag(LiteLlm.ModelGroup)] string group);

    private async Task<HttpResponseMessage> InsistCoreAsync(string group)
    {
        for (var deployment = 1; ; deployment++)
        {
            var response = await SendAsync("inner's", null, $"eu-{deployment}");
            if (response.IsSuccessStatusCode)
            {
                return response;
            }
        }
    }

    /// <summary>Asks two deployments at the same time.</summary>
    [TracedLlmCall]
    public partial Task HedgeAsync(TaskCompletionSource asked);

    private Task HedgeCoreAsync(TaskCompletionSource asked)
    {
        var both = Task.WhenAll(DisposeAsync("eu-1"), DisposeAsync("eu-2"));
        asked.SetResult();
        return both;
    }

    /// <summary>Two questions, one after the other, through methods that send nothing which is seen.</summary>
    [TracedLlmCall]
    public partial Task<string> PlanAndAnswerAsync();

    private async Task<string> PlanAndAnswerCoreAsync() => await ThinkAsync("plan") + await ThinkAsync("answer");

    [TracedLlmCall]
    public partial Task<string> ThinkAsync([SpanTag(LiteLlm.DeploymentId)] string text);

    private async Task<string> ThinkCoreAsync(string text)
    {
        await Task.Yield();
        return $"{text} {client.BaseAddress}";
    }

    /// <summary>The items of another traced sequence.</summary>
    [TracedLlmCall]
    public partial IAsyncEnumerable<string> StreamAsync([SpanTag(LiteLlm.ModelGroup)] string group, CancellationToken cancellationToken = default);

    private async IAsyncEnumerable<string> StreamCoreAsync(string group, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var line in ReadAsync("eu-1", cancellationToken))
        {
            yield return line;
        }
    }

    [TracedLlmCall]
    public partial IAsyncEnumerable<string> ReadAsync([SpanTag(LiteLlm.DeploymentId)] string deployment, CancellationToken cancellationToken = default);

    private async IAsyncEnumerable<string> ReadCoreAsync(string deployment, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        using var response = await client.SendAsync(ClientGateway.Asked(), cancellationToken);
        yield return await response.Content.ReadAsStringAsync(cancellationToken);
    }

    /// <summary>Calls a synchronous method that fails, then one that answers.</summary>
    [TracedLlmCall]
    public partial string TryInTurn([SpanTag(LiteLlm.ModelGroup)] string group);

    private string TryInTurnCore(string group)
    {
        try
        {
            return Throw();
        }
        catch (TimeoutException)
        {
            return Answer();
        }
    }

    /// <summary>Runs until the others have come.</summary>
    [TracedLlmCall]
    public partial int Meet([SpanTag(LiteLlm.ModelGroup)] string group, Barrier barrier);

    private int MeetCore(string group, Barrier barrier)
    {
        barrier.SignalAndWait();
        return group.Length + client.BaseAddress!.Port;
    }

    [TracedLlmCall]
    public partial string Throw();

    private string ThrowCore() => throw new TimeoutException($"{client.Timeout}");

    [TracedLlmCall]
    public partial string Answer();

    private string AnswerCore() => client.BaseAddress!.Scheme;

    private async Task DisposeAsync(string deployment) => (await SendAsync("inner's", "fast", deployment)).Dispose();
}

using System.Net;
using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Samples.Gateway.Tests.Limits;

/// <summary>A gateway whose provider answers when the test opens a gate.</summary>
internal sealed class HeldProvider : IAsyncDisposable
{
    public const string Chat = """{"model":"gpt","messages":[{"role":"user","content":"hi"}]}""";

    private HeldProvider(FakeUpstream upstream, RunningGateway gateway, TaskCompletionSource gate) => (Upstream, Gateway, Gate) = (upstream, gateway, gate);

    public FakeUpstream Upstream { get; }

    public RunningGateway Gateway { get; }

    public TaskCompletionSource Gate { get; }

    /// <param name="general">Further <c>general_settings</c>.</param>
    /// <param name="parameters">Further <c>litellm_params</c> of the model.</param>
    /// <param name="more">Further sections, and entries of <c>model_list</c> in front of them.</param>
    /// <param name="arguments">Settings of the host.</param>
    public static async Task<HeldProvider> StartAsync(string general, string parameters = "", Func<Uri, string>? more = null, params string[] arguments)
    {
        var gate = new TaskCompletionSource();
        var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Delayed(gate, UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion)));
        var gateway = await RunningGateway.StartAsync(
            $$"""
            model_list:
              - { model_name: gpt, litellm_params: { model: openai/gpt-4.1, api_base: '{{upstream.Endpoint}}v1', api_key: sk-provider{{parameters}} } }
            {{more?.Invoke(upstream.Endpoint)}}
            general_settings: { master_key: sk-caller{{general}} }
            """,
            arguments);
        return new HeldProvider(upstream, gateway, gate);
    }

    public Task<HttpResponseMessage> PostAsync(string path = "/v1/chat/completions", string body = Chat, string key = "sk-caller") =>
        Gateway.PostAsync(path, body, ("Authorization", $"Bearer {key}"));

    /// <summary>Sends requests that wait at the provider.</summary>
    public async Task<IReadOnlyList<Task<HttpResponseMessage>>> HoldAsync(int count = 1, string body = Chat, string key = "sk-caller")
    {
        var present = Upstream.Requests.Count;
        var held = Enumerable.Range(0, count).Select(_ => PostAsync(body: body, key: key)).ToList();
        await Upstream.WaitForRequestsAsync(present + count);
        return held;
    }

    /// <summary>Sends requests until one is served: the gateway frees the place of a request a moment after its end.</summary>
    public Task IsServedAgainAsync(Func<Task<HttpResponseMessage>>? send = null) => UntilServedAsync(send ?? (() => PostAsync()));

    /// <inheritdoc cref="IsServedAgainAsync"/>
    public static async Task UntilServedAsync(Func<Task<HttpResponseMessage>> send)
    {
        using var patience = new CancellationTokenSource(Patience.Default);
        while (true)
        {
            using var response = await send();
            if (response.StatusCode == HttpStatusCode.OK)
            {
                return;
            }

            await Task.Delay(10, patience.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Gate.TrySetResult();
        await Gateway.DisposeAsync();
        await Upstream.DisposeAsync();
    }
}

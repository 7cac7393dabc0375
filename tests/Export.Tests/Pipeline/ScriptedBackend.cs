using System.Net;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Export.Tests.Pipeline;

/// <summary>A backend with a test's answers that replaces the network: it decodes requests as a server does.</summary>
internal sealed class ScriptedBackend : HttpMessageHandler
{
    private readonly ArrivalLog<ScriptedRequest> _requests = new();
    private readonly ArrivalLog<string> _accepted = new();

    /// <summary>The answer; by default 200 without a body. A test may wait in it.</summary>
    public Func<ScriptedRequest, Task<HttpResponseMessage>> Answer { get; set; } = _ => Ok();

    /// <summary>The names of the spans in each request, in order of arrival.</summary>
    public IReadOnlyList<string> Requests => [.. _requests.Snapshot().Select(request => string.Join(' ', request.Names))];

    /// <summary>Everything that was sent.</summary>
    public IReadOnlyList<ScriptedRequest> All => _requests.Snapshot();

    /// <summary>The names of all spans that were answered with 200.</summary>
    public IReadOnlyList<string> Accepted => _accepted.Snapshot();

    public static Task<HttpResponseMessage> Ok() => Status(HttpStatusCode.OK);

    public static Task<HttpResponseMessage> Status(HttpStatusCode status) => Task.FromResult(new HttpResponseMessage(status));

    public static Task<HttpResponseMessage> Status(int status) => Status((HttpStatusCode)status);

    /// <summary>The answers, one after the other; the last one for all that follow.</summary>
    public void AnswerInTurn(params Func<Task<HttpResponseMessage>>[] answers)
    {
        var next = -1;
        Answer = _ => answers[Math.Min(Interlocked.Increment(ref next), answers.Length - 1)]();
    }

    public Task<IReadOnlyList<ScriptedRequest>> WaitForAsync(int requests) =>
        _requests.WaitForAsync(all => all.Count >= requests, Patience.Default, all => $"{all.Count} requests of {requests}");

    public Task<IReadOnlyList<ScriptedRequest>> WaitForAsync(Func<IReadOnlyList<ScriptedRequest>, bool> until) =>
        _requests.WaitForAsync(until, Patience.Default, all => $"{all.Count} requests");

    /// <summary>Waits until a span has been answered with 200. A request with it arrives earlier, and may be refused.</summary>
    public Task<IReadOnlyList<string>> WaitForAcceptedAsync(string name) =>
        _accepted.WaitForAsync(all => all.Contains(name), Patience.Default, all => $"accepted: {string.Join(' ', all)}");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        await request.Content!.CopyToAsync(body, cancellationToken);
        var scripted = ScriptedRequest.FromHttp(request, body);
        _requests.Add(scripted);
        var response = await Answer(scripted).WaitAsync(cancellationToken);
        response.RequestMessage = request;
        if (response.IsSuccessStatusCode)
        {
            foreach (var name in scripted.Names)
            {
                _accepted.Add(name);
            }
        }

        return response;
    }
}

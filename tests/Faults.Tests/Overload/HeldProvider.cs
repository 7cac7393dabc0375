using Microsoft.AspNetCore.Http;
using TracedLlm.Testing.Hosting;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Faults.Tests.Overload;

/// <summary>A provider that answers when the test says so.</summary>
internal sealed class HeldProvider : IAsyncDisposable
{
    private readonly SemaphoreSlim _arrivals = new(0);

    // Guards the fields below: requests arrive on the server's threads.
    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource> _held = new();
    private int _inProgress;
    private int _most;
    private int _arrived;

    private LocalServer _server = null!;

    public Uri Endpoint => _server.Endpoint;

    /// <summary>The most requests that it had at the same time.</summary>
    public int MostAtOnce
    {
        get
        {
            lock (_lock)
            {
                return _most;
            }
        }
    }

    /// <summary>All requests that have arrived.</summary>
    public int Arrived
    {
        get
        {
            lock (_lock)
            {
                return _arrived;
            }
        }
    }

    public static async Task<HeldProvider> StartAsync()
    {
        var provider = new HeldProvider();
        provider._server = await LocalServer.StartAsync(provider.AnswerAsync);
        return provider;
    }

    /// <summary>Completes when one more request has arrived.</summary>
    public Task NextAsync() => _arrivals.WaitAsync();

    /// <summary>Lets the oldest requests be answered.</summary>
    public void Release(int count = int.MaxValue)
    {
        lock (_lock)
        {
            while (count-- > 0 && _held.TryDequeue(out var held))
            {
                held.SetResult();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Release();
        await _server.DisposeAsync();
        _arrivals.Dispose();
    }

    private async Task AnswerAsync(HttpContext http, CancellationToken stopping)
    {
        await http.Request.Body.CopyToAsync(Stream.Null, http.RequestAborted);
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _arrived++;
            _most = Math.Max(_most, ++_inProgress);
            _held.Enqueue(held);
        }

        _arrivals.Release();
        await held.Task.WaitAsync(stopping);
        lock (_lock)
        {
            _inProgress--;
        }

        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(RecordedOpenAi.ChatCompletion, http.RequestAborted);
    }
}

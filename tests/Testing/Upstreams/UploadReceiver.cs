using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using TracedLlm.Testing.Hosting;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Testing.Upstreams;

/// <summary>A provider that counts the bytes of an upload while they arrive, and keeps none. It answers with an id.</summary>
public sealed class UploadReceiver : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource<bool> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LocalServer? _server;
    private TaskCompletionSource _grown = NewSignal();
    private long _received;
    private string _hash = "";

    private UploadReceiver()
    {
    }

    /// <summary>The address, ending in a slash.</summary>
    public Uri Endpoint => _server!.Endpoint;

    /// <summary>How many bytes have arrived.</summary>
    public long Received => Interlocked.Read(ref _received);

    /// <summary>SHA-256 of the complete body, in hex.</summary>
    public string Hash => _hash;

    /// <summary>Starts a receiver.</summary>
    public static async Task<UploadReceiver> StartAsync()
    {
        var receiver = new UploadReceiver();
        receiver._server = await LocalServer.StartAsync((http, _) => receiver.ServeAsync(http));
        return receiver;
    }

    /// <summary>Waits until so many bytes have arrived.</summary>
    /// <exception cref="TimeoutException">They did not.</exception>
    public async Task WaitForBytesAsync(long count)
    {
        while (true)
        {
            Task grown;
            lock (_gate)
            {
                grown = _grown.Task;
            }

            if (Received >= count)
            {
                return;
            }

            await grown.WaitAsync(Patience.Default);
        }
    }

    /// <summary>Waits for the end of the upload; <see langword="true"/> if it was complete.</summary>
    /// <exception cref="TimeoutException">It has not ended.</exception>
    public Task<bool> WaitForEndAsync() => _ended.Task.WaitAsync(Patience.Default);

    /// <summary>Stops listening.</summary>
    public ValueTask DisposeAsync() => _server!.DisposeAsync();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task ServeAsync(HttpContext http)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[64 * 1024];
        try
        {
            int read;
            while ((read = await http.Request.Body.ReadAsync(buffer, http.RequestAborted)) > 0)
            {
                hash.AppendData(buffer, 0, read);
                Interlocked.Add(ref _received, read);
                TaskCompletionSource grown;
                lock (_gate)
                {
                    grown = _grown;
                    _grown = NewSignal();
                }

                grown.SetResult();
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            _ended.TrySetResult(false);
            return;
        }

        _hash = Convert.ToHexStringLower(hash.GetHashAndReset());
        _ended.TrySetResult(true);
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync("""{"id":"file-1","object":"file","text":"Hello."}""");
    }
}

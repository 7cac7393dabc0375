using System.Text;
using TracedLlm.Apis;
using TracedLlm.Taps;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Tests.Payloads.Taps;

/// <summary>Keeps what a response said.</summary>
internal sealed class RecordedPayload : IResponsePayload
{
    private readonly TaskCompletionSource<PayloadEnd> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _events = [];

    public byte[]? Json { get; private set; }

    /// <summary>The end, once it came.</summary>
    public Task<PayloadEnd> End => _end.Task.WaitAsync(Patience.Default);

    /// <summary>Each as <c>name|data</c>.</summary>
    public IReadOnlyList<string> Events
    {
        get
        {
            lock (_events)
            {
                return [.. _events];
            }
        }
    }

    public void OnJson(ReadOnlyMemory<byte> body) => Json = body.ToArray();

    public void OnEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        lock (_events)
        {
            _events.Add($"{Encoding.UTF8.GetString(name)}|{Encoding.UTF8.GetString(data)}");
        }
    }

    public void OnLongJson(ReadOnlyMemory<byte> facts)
    {
    }

    public void OnLongEvent(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> facts)
    {
    }

    public void OnCounts(in TokenUsage counts)
    {
    }

    public void OnEnd(PayloadEnd end) => _end.SetResult(end);
}

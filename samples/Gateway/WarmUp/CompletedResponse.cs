using Microsoft.AspNetCore.Http.Features;

namespace TracedLlm.Samples.Gateway;

/// <summary>A response that runs what waits for its end, which the platform's own class leaves to servers.</summary>
internal sealed class CompletedResponse : HttpResponseFeature
{
    private readonly Stack<(Func<object, Task> Callback, object State)> _starting = new();
    private readonly Stack<(Func<object, Task> Callback, object State)> _completed = new();

    public override void OnStarting(Func<object, Task> callback, object state) => _starting.Push((callback, state));

    public override void OnCompleted(Func<object, Task> callback, object state) => _completed.Push((callback, state));

    /// <summary>Runs the callbacks, the last one first, as servers do.</summary>
    public async Task CompleteAsync()
    {
        foreach (var (callback, state) in _starting.Concat(_completed))
        {
            await callback(state);
        }
    }
}

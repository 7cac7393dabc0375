using TracedLlm.Export.Backends;
using TracedLlm.Export.Pipeline;

namespace TracedLlm.Export.Setup;

/// <summary>
/// The place where other code attaches a store before the export starts. Without a store no span is held.
/// </summary>
/// <param name="context">The configuration and the options of the export.</param>
/// <param name="selection">The backends of the operator.</param>
internal sealed class AttachedStore(BackendContext context, BackendSelection selection)
{
    /// <summary>The name of the store in the ledger, the log and the report.</summary>
    public const string Name = "viewer";

    // Guards both fields.
    private readonly Lock _gate = new();
    private ISpanStore? _store;
    private bool _isStarted;

    public BackendContext Context => context;

    public BackendSelection Selection => selection;

    /// <summary>The service's name in the resource; <see langword="null"/> before the export has started.</summary>
    public string? ServiceName { get; set; }

    /// <summary>Whether there is a store that gets spans.</summary>
    public bool IsUsed
    {
        get
        {
            lock (_gate)
            {
                return _store is not null && !selection.IsSdkOff;
            }
        }
    }

    /// <summary>Attaches a store.</summary>
    /// <exception cref="InvalidOperationException">There is one already, or the export has started.</exception>
    public void Attach(ISpanStore store)
    {
        lock (_gate)
        {
            if (_isStarted)
            {
                throw new InvalidOperationException("MapTracedLlmViewer() was called after the start of the application. Call it before app.Run().");
            }

            _store = _store is null ? store : throw new InvalidOperationException("MapTracedLlmViewer() was called twice. Remove one of the calls.");
        }
    }

    /// <summary>The export starts: no store can be attached from now on.</summary>
    /// <returns>The store; <see langword="null"/> if there is none.</returns>
    public ISpanStore? Start()
    {
        lock (_gate)
        {
            _isStarted = true;
            return selection.IsSdkOff ? null : _store;
        }
    }
}

using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Payloads.Lookahead;

/// <summary>A server's reader that is always waited for; the time may be over at its first end of reading.</summary>
internal sealed class FiringReader(PipeReader inner, SettableClock? clock) : PipeReader, IRequestBodyPipeFeature
{
    private bool _fired;

    public PipeReader Reader => this;

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        return await inner.ReadAsync(cancellationToken);
    }

    public override bool TryRead(out ReadResult result) => inner.TryRead(out result);

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        inner.AdvanceTo(consumed, examined);
        if (!_fired)
        {
            _fired = true;
            clock?.Fire();
        }
    }

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);
}

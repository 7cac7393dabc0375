using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace TracedLlm.Tests.Payloads.Lookahead;

/// <summary>
/// A server's reader that gives its bytes in segments, a few at a time, and whose writer uses a segment for other bytes from
/// the moment when it was given back, on a thread of its own.
/// </summary>
internal sealed class RecyclingReader : PipeReader, IRequestBodyPipeFeature, IDisposable
{
    private const int SegmentLength = 64;
    private const int SegmentsAtOnce = 3;

    private readonly ReadOnlyMemory<byte> _body;
    private readonly Thread _writer;
    private Segment _first = new(default, 0);
    private Segment? _recycled;
    private int _position;
    private bool _disposed;

    public RecyclingReader(ReadOnlyMemory<byte> body)
    {
        _body = body;
        _writer = new Thread(Write) { IsBackground = true };
        _writer.Start();
    }

    public PipeReader Reader => this;

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) => new(Read());

    public override bool TryRead(out ReadResult result)
    {
        result = Read();
        return true;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        var last = (Segment)consumed.GetObject()!;
        _position += (int)new ReadOnlySequence<byte>(_first, 0, last, consumed.GetInteger()).Length;
        last.Recycle(consumed.GetInteger());
        Volatile.Write(ref _recycled, last);
    }

    public override void CancelPendingRead()
    {
    }

    public override void Complete(Exception? exception = null)
    {
    }

    public void Dispose()
    {
        Volatile.Write(ref _disposed, true);
        _writer.Join();
    }

    private ReadResult Read()
    {
        _first = new Segment(Next(0), 0);
        var last = _first;
        for (var i = 1; i < SegmentsAtOnce; i++)
        {
            last = last.Append(Next(i));
        }

        var sequence = new ReadOnlySequence<byte>(_first, 0, last, last.Memory.Length);
        return new(sequence, isCanceled: false, isCompleted: _position + sequence.Length == _body.Length);
    }

    private ReadOnlyMemory<byte> Next(int segment)
    {
        var rest = _body[Math.Min(_body.Length, _position + (segment * SegmentLength))..];
        return rest[..Math.Min(rest.Length, SegmentLength)];
    }

    private void Write()
    {
        while (!Volatile.Read(ref _disposed))
        {
            Volatile.Read(ref _recycled)?.Move();
        }
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long runningIndex)
        {
            Memory = memory;
            RunningIndex = runningIndex;
        }

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }

        /// <summary>A sequence that ends at <paramref name="end"/> of it seems empty from here on, or of another length each time.</summary>
        public void Recycle(int end) => RunningIndex = -end;

        public void Move() => RunningIndex ^= 1;
    }
}

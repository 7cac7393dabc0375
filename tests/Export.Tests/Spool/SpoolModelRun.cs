using System.Globalization;
using TracedLlm.Export.Spool;
using static TracedLlm.Export.Tests.Spool.SpoolDirectory;

namespace TracedLlm.Export.Tests.Spool;

/// <summary>A spool beside a model of it: a list of batches for each destination.</summary>
internal sealed class SpoolModelRun : IDisposable
{
    private readonly Dictionary<string, List<ModelBatch>> _model = new() { ["a"] = [], ["b"] = [] };
    private SpoolDirectory _directory = new();
    private FileSpool _spool;
    private int _appended;

    public SpoolModelRun() => _spool = Open();

    public void Do(SpoolStep step)
    {
        var model = _model[step.Destination];
        switch (step.Kind)
        {
            case SpoolStepKind.Append:
                var batch = new ModelBatch(NextText(step.Number % 90), step.Number);
                Assert.True(Append(_spool, step.Destination, batch.Text, batch.Spans));
                model.Add(batch);
                break;
            case SpoolStepKind.Read:
                DoRead(step.Destination);
                break;
            case SpoolStepKind.Acknowledge when OneOut(model, step.Number) is { } sent:
                _spool.Acknowledge(sent.Read);
                sent.State = ModelState.Acknowledged;
                break;
            case SpoolStepKind.Release when OneOut(model, step.Number) is { } unsent:
                _spool.Release(unsent.Read);
                unsent.State = ModelState.Waiting;
                break;
            case SpoolStepKind.Kill:
                Kill(torn: null);
                break;
            case SpoolStepKind.KillWhileAppending:
                Kill(torn: step.Number);
                break;
            case SpoolStepKind.Restart:
                _spool.Dispose();
                _spool = Open();
                Forget();
                break;
        }

        CheckCounts();
    }

    /// <summary>Reads the remaining batches, which must be all unacknowledged batches.</summary>
    public void DrainAll()
    {
        foreach (var (destination, model) in _model)
        {
            foreach (var batch in model.Where(batch => batch.State == ModelState.Out))
            {
                _spool.Release(batch.Read);
                batch.State = ModelState.Waiting;
            }

            while (DoRead(destination) is { } read)
            {
                _spool.Acknowledge(read.Read);
                read.State = ModelState.Acknowledged;
            }
        }

        Assert.Empty(_directory.Segments);
        Assert.Equal(default, _spool.Total);
        Assert.DoesNotContain(_directory.Diary.Lines, line => !line.EndsWith("recovered", StringComparison.Ordinal));
        Assert.Equal(0, _spool.Failures);
    }

    public void Dispose() => _directory.Dispose();

    // The oldest that waits; before it may come what was acknowledged behind something that was not, when the process was killed.
    private ModelBatch? DoRead(string destination)
    {
        var model = _model[destination];
        var text = Read(_spool, destination, out var read);
        var expected = model.Find(batch => batch.State == ModelState.Waiting);
        if (text is null)
        {
            Assert.Null(expected);
            DidNotComeAgain(model);
            return null;
        }

        var batch = model.Find(batch => batch.Text == text);
        Assert.NotNull(batch);
        Assert.True(batch == expected || (batch.State == ModelState.MayComeAgain && (expected is null || model.IndexOf(batch) < model.IndexOf(expected))), text);
        Assert.Equal(batch.Spans, read.Spans);
        DidNotComeAgain(model.TakeWhile(other => other != batch));
        (batch.Read, batch.State) = (read, ModelState.Out);
        return batch;
    }

    private static void DidNotComeAgain(IEnumerable<ModelBatch> batches)
    {
        foreach (var batch in batches.Where(batch => batch.State == ModelState.MayComeAgain))
        {
            batch.State = ModelState.Acknowledged;
        }
    }

    private void Kill(int? torn)
    {
        var killed = _directory.Killed();
        _directory.Dispose();
        _directory = killed;
        if (torn is { } number && killed.Segments is { Length: > 0 } segments)
        {
            var path = segments.GroupBy(Path.GetDirectoryName).ElementAt(number % segments.GroupBy(Path.GetDirectoryName).Count()).Last();

            // The header is written after the batch, so that a killed process leaves zeros in its place.
            byte[] record = [.. new byte[SpoolRecord.Size], .. Enumerable.Repeat((byte)'x', 40)];
            using var file = new FileStream(path, FileMode.Append);
            file.Write(record, 0, number % record.Length);
        }

        _spool = Open();
        Forget();
    }

    // Nobody has anything now; what was acknowledged comes again only behind something in front of it that was not.
    private void Forget()
    {
        foreach (var model in _model.Values)
        {
            var open = false;
            foreach (var batch in model)
            {
                batch.State = batch.State switch
                {
                    ModelState.Out or ModelState.Waiting => ModelState.Waiting,
                    ModelState.Acknowledged when !open => ModelState.Acknowledged,
                    _ => ModelState.MayComeAgain,
                };
                open |= batch.State != ModelState.Acknowledged;
            }
        }
    }

    private void CheckCounts()
    {
        foreach (var (destination, model) in _model)
        {
            var least = model.Where(batch => batch.State is ModelState.Waiting or ModelState.Out).Sum(batch => (long)batch.Spans);
            var most = least + model.Where(batch => batch.State is ModelState.MayComeAgain).Sum(batch => (long)batch.Spans);
            Assert.InRange(_spool.Count(destination).Spans, least, most);
        }

        Assert.Equal(_directory.Bytes, _spool.Total.Bytes);
    }

    private static ModelBatch? OneOut(List<ModelBatch> model, int number)
    {
        var sent = model.FindAll(batch => batch.State == ModelState.Out);
        return sent.Count == 0 ? null : sent[number % sent.Count];
    }

    private FileSpool Open() => _directory.Open(options => options with { SegmentBytes = 300 });

    private string NextText(int length) => (_appended++).ToString(CultureInfo.InvariantCulture).PadRight(length, '.');

    private enum ModelState
    {
        Waiting,
        Out,
        Acknowledged,
        MayComeAgain,
    }

    private sealed class ModelBatch(string text, int spans)
    {
        public string Text => text;

        public int Spans => spans;

        public ModelState State { get; set; }

        public SpooledBatch Read { get; set; }
    }
}

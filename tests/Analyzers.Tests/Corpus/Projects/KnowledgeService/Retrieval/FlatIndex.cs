namespace KnowledgeService.Retrieval;

public sealed record Passage(string Document, string Text, float[] Vector)
{
    public Dictionary<string, string> Metadata { get; } = [];
}

public interface IVectorIndex
{
    void Add(Passage passage);

    int Remove(string document);

    IReadOnlyList<(Passage Passage, float Score)> Nearest(float[] vector, int count);
}

/// <summary>Compares with everything: fast enough for a department.</summary>
internal sealed class FlatIndex : IVectorIndex
{
    private readonly List<Passage> _passages = [];
    private readonly ReaderWriterLockSlim _lock = new();

    public void Add(Passage passage)
    {
        _lock.EnterWriteLock();
        try
        {
            _passages.Add(passage);
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    public int Remove(string document)
    {
        _lock.EnterWriteLock();
        try
        {
            return _passages.RemoveAll(passage => passage.Document == document);
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    public IReadOnlyList<(Passage Passage, float Score)> Nearest(float[] vector, int count)
    {
        var best = new PriorityQueue<Passage, float>(count + 1);
        _lock.EnterReadLock();
        try
        {
            foreach (var passage in _passages)
            {
                best.Enqueue(passage, Cosine(vector, passage.Vector));
                if (best.Count > count)
                {
                    best.Dequeue();
                }
            }
        }
        finally
        {
            _lock.ExitReadLock();
        }

        var found = new List<(Passage, float)>(count);
        while (best.TryDequeue(out var passage, out var score))
        {
            found.Insert(0, (passage, score));
        }

        return found;
    }

    private static float Cosine(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        float dot = 0, ofLeft = 0, ofRight = 0;
        for (var i = 0; i < Math.Min(left.Length, right.Length); i++)
        {
            dot += left[i] * right[i];
            ofLeft += left[i] * left[i];
            ofRight += right[i] * right[i];
        }

        return dot / MathF.Sqrt((ofLeft * ofRight) + float.Epsilon);
    }
}

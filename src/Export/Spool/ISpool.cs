using System.Buffers;

namespace TracedLlm.Export;

/// <summary>
/// Keeps batches of encoded spans until their backend takes them, beyond the life of the process. Nothing here throws because of
/// the disk. Safe for concurrent use.
/// </summary>
internal interface ISpool : IDisposable
{
    /// <summary>What waits for all destinations together.</summary>
    SpoolCount Total { get; }

    /// <summary>How often the disk refused something.</summary>
    long Failures { get; }

    /// <summary>The destinations that something waits for, by <see cref="BackendEndpoint.Identity"/>; those that are not configured included.</summary>
    IReadOnlyCollection<string> Destinations { get; }

    /// <summary>What waits for <paramref name="destination"/>, batches that are read but not acknowledged included. Never waits for the disk.</summary>
    SpoolCount Count(string destination);

    /// <summary>Whether there is a batch for <paramref name="destination"/> that nobody has. Never waits for the disk.</summary>
    bool HasUnread(string destination);

    /// <summary>
    /// Appends a batch. Once this returns true the batch outlives the process. False: the disk or the cap does not allow it, nothing
    /// was written, and the caller still owns the batch.
    /// </summary>
    /// <param name="destination">A <see cref="BackendEndpoint.Identity"/>.</param>
    /// <param name="spans">Encoded entries of <c>ScopeSpans.spans</c>, one after the other.</param>
    /// <param name="count">How many entries these are.</param>
    bool TryAppend(string destination, ReadOnlyMemory<byte> spans, int count);

    /// <summary>
    /// Reads the oldest batch that is neither read nor expired. It stays on disk until <see cref="Acknowledge"/>; the caller ends
    /// every batch that it has read with that or with <see cref="Release"/>. Several may be read at a time.
    /// </summary>
    /// <param name="destination">A <see cref="BackendEndpoint.Identity"/>.</param>
    /// <param name="buffer">Where its bytes are written, exactly as they were appended; untouched if there is no batch.</param>
    /// <param name="batch">The batch.</param>
    /// <returns>False if there is none, or none can be read now.</returns>
    bool TryRead(string destination, IBufferWriter<byte> buffer, out SpooledBatch batch);

    /// <summary>The batch has arrived, or is given up: it is taken from the disk.</summary>
    void Acknowledge(in SpooledBatch batch);

    /// <summary>The batch has not arrived: <see cref="TryRead"/> returns it again, before later ones.</summary>
    void Release(in SpooledBatch batch);
}

namespace TracedLlm.Samples.Gateway;

/// <summary>
/// The body of an error that the gateway keeps while the request waits for its next call: the caller gets it if no deployment takes the
/// request. The provider's call ends when the body has been read, so that its attempt does not last as long as the wait.
/// </summary>
internal static class KeptError
{
    /// <summary>
    /// How much of an error is kept. A provider may repeat the request in its error. Of a longer one the caller gets the status and the
    /// gateway's own words; an error that no call can follow is passed on while it arrives, whatever its length.
    /// </summary>
    public const int Longest = 1024 * 1024;

    /// <summary>How long the gateway reads an error that it keeps. Nearly every provider sends it with the headers.</summary>
    public static readonly TimeSpan LongestRead = TimeSpan.FromSeconds(1);

    /// <summary>Reads the body, and closes it if it is too long or too slow. It does not throw.</summary>
    /// <param name="response">The error. Its body is replaced.</param>
    /// <param name="next">The wait for the next call. If it ends first, the body stays open; <see langword="null"/> if the wait begins later.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Cancelled when the caller has left.</param>
    public static async Task ReadAsync(HttpResponseMessage response, Task? next, TimeProvider time, CancellationToken cancellationToken)
    {
        var body = new PeekedStream(await response.Content.ReadAsStreamAsync(CancellationToken.None), Longest + 1);
        response.Content = new ReplacedContent(response.Content, body);
        using (var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
        {
            var limit = Task.Delay(LongestRead, time, over.Token);
            await body.PeekAsync(next is null ? limit : Task.WhenAny(limit, next), CancellationToken.None);
            await over.CancelAsync();
        }

        if (!body.HasEnded && next is not { IsCompleted: true })
        {
            await body.DisposeAsync();
            response.Content = new ReplacedContent(response.Content, new ClosedStream(new ErrorNotKeptException()));
        }
    }
}

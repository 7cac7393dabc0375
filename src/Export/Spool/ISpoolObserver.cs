namespace TracedLlm.Export;

/// <summary>Learns of spans that come into the spool, or leave it, by other ways than its caller's.</summary>
internal interface ISpoolObserver
{
    /// <summary>Spans that an earlier process, or one that has ended since, left behind wait here from now on.</summary>
    void Recovered(string destination, long spans);

    /// <summary>Spans that waited here are gone. Never spans of a batch that is read and not yet acknowledged or released.</summary>
    void Dropped(string destination, SpoolDropReason reason, long spans);
}

namespace TracedLlm.Export.Spool;

/// <summary>Receives the changes of the spool that its caller did not make.</summary>
internal interface ISpoolObserver
{
    /// <summary>The spool has taken over spans of a process that has ended. Those that cannot be read are dropped afterwards.</summary>
    void Recovered(string destination, long spans);

    /// <summary>The spool has dropped spans. It never drops a batch that is read and neither acknowledged nor released.</summary>
    void Dropped(string destination, SpoolDropReason reason, long spans);
}

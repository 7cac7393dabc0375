using Microsoft.Extensions.Logging;

namespace TracedLlm.Export.Spool;

/// <summary>
/// The warnings about single files of the spool. A directory with thousands of damaged files does not fill the log: there are at most
/// ten lines a minute, and one with the number of the others. The spool's lock guards it.
/// </summary>
internal sealed partial class SpoolWarnings(ILogger logger, TimeProvider time)
{
    private const int MostLines = 10;
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    // Things that stay where they are, and are found again and again.
    private readonly HashSet<string> _leftAlone = new(StringComparer.Ordinal);
    private DateTimeOffset _start = time.GetUtcNow();
    private int _lines;
    private int _omitted;

    /// <summary>Batches of a file cannot be read.</summary>
    public void OnDamaged(string file, SpoolDamage damage)
    {
        if (MayLog())
        {
            LogDamaged(file, damage.Bytes, damage.Spans);
        }
    }

    /// <summary>A file is gone with the batches in it.</summary>
    public void OnLost(string file, SpoolDamage damage)
    {
        if (MayLog())
        {
            LogLost(file, damage.Bytes, damage.Spans);
        }
    }

    /// <summary>A file was removed, and its batches were written again.</summary>
    public void OnRestored(string file, string newFile)
    {
        if (MayLog())
        {
            LogRestored(file, newFile);
        }
    }

    /// <summary>The folder or its lock was removed, and is there again.</summary>
    public void OnFolderRestored(string folder)
    {
        if (MayLog())
        {
            LogFolderRestored(folder);
        }
    }

    /// <summary>Something that the spool has not written is in its directory.</summary>
    public void OnLeftAlone(string path, string reason)
    {
        if (_leftAlone.Add(path) && MayLog())
        {
            LogLeftAlone(path, reason);
        }
    }

    /// <summary>The user of the process may not use a part of the spool, which another user has written.</summary>
    public void OnRefused(string path, string reason)
    {
        if (_leftAlone.Add(path) && MayLog())
        {
            LogRefused(path, reason);
        }
    }

    /// <summary>Logs how many lines were left out, when the minute is over.</summary>
    public void Check()
    {
        // A clock that was set back ends the minute, too.
        var now = time.GetUtcNow();
        if ((now - _start).Duration() >= Period)
        {
            if (_omitted > 0)
            {
                LogOmitted(_omitted);
            }

            (_start, _lines, _omitted) = (now, 0, 0);
        }
    }

    private bool MayLog()
    {
        Check();
        if (_lines < MostLines)
        {
            _lines++;
            return true;
        }

        _omitted++;
        return false;
    }

    [LoggerMessage(LogLevel.Warning, "{Bytes} bytes of {File} are damaged and cannot be read. At least {Spans} spans are dropped; the batches that are whole are sent. Check the disk.")]
    private partial void LogDamaged(string file, long bytes, long spans);

    [LoggerMessage(LogLevel.Warning, "{File} was removed by something else while the gateway used it. {Bytes} bytes with {Spans} spans are lost. Exclude the spool from the cleaning of temporary files.")]
    private partial void LogLost(string file, long bytes, long spans);

    [LoggerMessage(LogLevel.Warning, "{File} was removed by something else while the gateway used it. Its batches were written again, to {NewFile}. Exclude the spool from the cleaning of temporary files.")]
    private partial void LogRestored(string file, string newFile);

    [LoggerMessage(LogLevel.Warning, "The folder {Folder} or its lock was removed by something else while the gateway used it. The gateway has made it again. Exclude the spool from the cleaning of temporary files.")]
    private partial void LogFolderRestored(string folder);

    [LoggerMessage(LogLevel.Warning, "{File} is in the spool but was not written by this version; it is left alone: {Reason}. Remove it if nothing else needs it.")]
    private partial void LogLeftAlone(string file, string reason);

    [LoggerMessage(LogLevel.Warning, "{File} is in the spool, but the user of the gateway may not read or write it: {Reason} Its spans are not sent. Make this user the owner of it and of everything in it.")]
    private partial void LogRefused(string file, string reason);

    [LoggerMessage(LogLevel.Warning, "{Count} more warnings about files of the spool were left out in the last minute.")]
    private partial void LogOmitted(int count);
}

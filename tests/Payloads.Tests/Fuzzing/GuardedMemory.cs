using System.Runtime.InteropServices;

namespace TracedLlm.Payloads.Tests.Fuzzing;

/// <summary>
/// Memory between two pages that nobody may touch. A document at its very end, or start, makes a single byte read beyond it a
/// fault that ends the process: a test that runs to its end has read nothing out of bounds. Only where there is mmap;
/// elsewhere it is ordinary memory, and proves nothing.
/// </summary>
internal sealed unsafe partial class GuardedMemory : IDisposable
{
    private const int None = 0;
    private const int ReadWrite = 3;
    private const int Private = 2;

    private readonly byte* _mapped;
    private readonly int _page = Environment.SystemPageSize;

    public GuardedMemory()
    {
        if (!IsGuarded)
        {
            _mapped = (byte*)NativeMemory.AllocZeroed((nuint)_page * 3);
            return;
        }

        var anonymous = OperatingSystem.IsLinux() ? 0x20 : 0x1000;
        _mapped = (byte*)Map(0, (nuint)_page * 3, ReadWrite, Private | anonymous, -1, 0);
        Assert.NotEqual(-1, (nint)_mapped);
        Assert.Equal(0, Protect((nint)_mapped, (nuint)_page, None));
        Assert.Equal(0, Protect((nint)(_mapped + (2 * _page)), (nuint)_page, None));
    }

    public static bool IsGuarded => OperatingSystem.IsLinux() || OperatingSystem.IsMacOS();

    public int Length => _page;

    /// <summary>A copy of a document that ends where the memory ends.</summary>
    public ReadOnlySpan<byte> AtEnd(ReadOnlySpan<byte> document)
    {
        var copy = new Span<byte>(_mapped + (2 * _page) - document.Length, document.Length);
        document.CopyTo(copy);
        return copy;
    }

    /// <summary>A copy of a document that starts where the memory starts.</summary>
    public ReadOnlySpan<byte> AtStart(ReadOnlySpan<byte> document)
    {
        var copy = new Span<byte>(_mapped + _page, document.Length);
        document.CopyTo(copy);
        return copy;
    }

    public void Dispose()
    {
        if (IsGuarded)
        {
            _ = Unmap((nint)_mapped, (nuint)_page * 3);
        }
        else
        {
            NativeMemory.Free(_mapped);
        }
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(nint address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nint address, nuint length);
}
